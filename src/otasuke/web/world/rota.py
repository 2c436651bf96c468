"""The rota of the provider: five share the nights, one of them has changed with another, and a drill was held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_DNS, uuid5

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.duty import drilling, swaps
from otasuke.web.duty.drills import Outcome, Record, Try
from otasuke.web.duty.models import PatternLine
from otasuke.web.duty.rota import Line, Place, day_of, moment
from otasuke.web.duty.selectors import OnDuty, chain
from otasuke.web.duty.services import Wishes, add_absence, add_line, set_wishes
from otasuke.web.world.people import STAFF

NIGHT, DAY = (time(18), time(8, 30)), (time(8, 30), time(18))
_NIGHTS = ("analyst", "analyst2", "desk", "desk2", "dispatcher")
"""Of Monday to Friday; those of the weekend go round among them."""
_SUNDAYS = (*_NIGHTS[2:], *_NIGHTS[:2])
_BEHIND = (*_NIGHTS[2:], *_NIGHTS[:2], "manager", "manager")
_DAYS = ("analyst2", "desk", "desk2", "dispatcher", "analyst")
_WEEKENDS = ("clerk", "manager")
_SATURDAY, _SUNDAY, _THURSDAY = 5, 6, 3
_WEEKS_AGO = timedelta(weeks=8)
_A_DAY = timedelta(days=1)


@transaction.atomic
def share_duty(people: Mapping[str, Person], *, now: datetime) -> None:
    """See to it that there is a rota. people: the staff, as the demo's door calls them."""
    if PatternLine.objects.exists():
        return
    manager = people["manager"]
    for number, person in enumerate(people.values(), 1):
        set_wishes(person, Wishes(phone=f"070-0000-01{number:02}"), actor=person)
    first = day_of(now) - timedelta(days=day_of(now).weekday()) - _WEEKS_AGO
    lines = list(_lines(people, first))
    for line in lines:
        add_line(line, actor=manager)
    _change_hands(lines, people, now=now)
    _go_home(people["dispatcher"], now=now)
    _drill(manager, now=now)


def staff_by_key() -> Mapping[str, Person]:
    """The provider's people, as the demo's door calls them."""
    found = {one.email: one for one in Person.objects.filter(email__in=[member.email for member in STAFF.members])}
    return {member.key: found[member.email] for member in STAFF.members if member.email in found}


def _lines(people: Mapping[str, Person], first: date) -> Iterator[Line]:
    for weekday, key in enumerate(_NIGHTS):
        yield _line(people[key], NIGHT, first, weekday=weekday)
    for weekday, round_of in ((_SATURDAY, _NIGHTS), (_SUNDAY, _SUNDAYS)):
        yield from _by_turns(people, round_of, NIGHT, first, weekday=weekday)
    for weekday, key in enumerate(_BEHIND):
        yield _line(people[key], NIGHT, first, weekday=weekday, place=Place.SECOND)
    for weekday, key in enumerate(_DAYS):
        yield _line(people[key], DAY, first, weekday=weekday)
    for weekday, turns in ((_SATURDAY, _WEEKENDS), (_SUNDAY, _WEEKENDS[::-1])):
        yield from _by_turns(people, turns, DAY, first, weekday=weekday)


def _by_turns(
    people: Mapping[str, Person], turns: Sequence[str], clock: tuple[time, time], first: date, *, weekday: int
) -> Iterator[Line]:
    for number, key in enumerate(turns):
        yield _line(people[key], clock, first + timedelta(weeks=number), weekday=weekday, every=len(turns))


def _line(
    person: Person,
    clock: tuple[time, time],
    first: date,
    *,
    weekday: int,
    every: int = 1,
    place: Place = Place.FIRST,
) -> Line:
    name = f"{person.email} {weekday} {clock[0]} {place}"
    begins, ends = clock
    return Line(
        uuid5(NAMESPACE_DNS, name), person.id, begins, ends, first, weekday=weekday, place=place, every_weeks=every
    )


def _change_hands(lines: Sequence[Line], people: Mapping[str, Person], *, now: datetime) -> None:
    """The night of the next Thursday goes from one to another."""
    giver, taker = people[_NIGHTS[_THURSDAY]], people["desk"]
    night = next(
        one for one in lines if one.person == giver.id and one.weekday == _THURSDAY and one.place is Place.FIRST
    )
    day = _thursday(day_of(now) + 2 * _A_DAY)
    asked = swaps.offer(
        (night.id, day), taker.id, words="子どもの発表会のため", actor=giver, at=now - timedelta(days=1, hours=3)
    )
    swaps.accept(asked.id, actor=taker, at=now - _A_DAY)


def _go_home(person: Person, *, now: datetime) -> None:
    """He is away on one of his days, and nobody has stepped in yet: the page names this gap."""
    day = _thursday(day_of(now) + 9 * _A_DAY)
    add_absence(person.id, moment(day, DAY[0]), moment(day, DAY[1]), words="帰省", actor=person)


def _thursday(day: date) -> date:
    """The first one from this day on."""
    return day + timedelta(days=(_THURSDAY - day.weekday()) % 7)


def _drill(manager: Person, *, now: datetime) -> None:
    """Twelve nights ago at three: the first slept, the second had it after two minutes."""
    at = moment(day_of(now) - timedelta(days=12), time(3))
    begun = drilling.begin(None, by=None, at=at)
    first, second = _with_phones(chain(at))[:2]
    rang, had_it = at + timedelta(seconds=2), at + timedelta(minutes=2, seconds=10)
    stopped = rang + timedelta(seconds=41)
    record = Record(
        str(begun.id),
        at,
        had_it,
        answered_by=second.name,
        answered_at=had_it,
        how="key",
        tries=(
            Try(rang, first.name, 1, "phone", Outcome.NO_ANSWER, stopped),
            Try(rang, first.name, 1, "sms", Outcome.BROUGHT, rang + timedelta(seconds=3)),
            Try(stopped, second.name, 2, "phone", Outcome.ANSWERED, had_it),
            Try(stopped, second.name, 2, "sms", Outcome.BROUGHT, stopped + timedelta(seconds=3)),
        ),
    )
    drilling.file(begun.id, record, at=had_it + timedelta(seconds=30))
    drilling.change_plan(2, (time(22), time(5)), actor=manager, at=now)


def _with_phones(people: Sequence[OnDuty]) -> Sequence[OnDuty]:
    return [one for one in people if one.phone]
