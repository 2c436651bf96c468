"""Reading the rota: who is on duty, whom to call, and what is agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from otasuke.carrier.numbers import BadNumber, domestic, parse_number
from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.accounts.policy import STAFF, Role
from otasuke.web.customers.policy import is_phone
from otasuke.web.duty import policy
from otasuke.web.duty.models import Absence, CancelledShift, Escalation, ExtraShift, PatternLine, Reach, Swap
from otasuke.web.duty.policy import WAYS, Human, Link, Rung, Steps, Way
from otasuke.web.duty.rota import Away, DayKind, Extra, Key, Line, Place, Rota, Shift, day_of, shifts
from otasuke.web.duty.rota import on_duty as on_duty_by

_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is called, and how.

    phone          for calls and SMS; "": none is known.
    is_confirmed   he has read a code that was texted there.
    ways           in the order in which he wants to be reached.
    step           from 1; who has the same is called together.
    after_minutes  since the first was called, as long as nobody answers.
    """

    person: UUID
    name: str
    phone: str
    mail: str
    language: str
    ways: tuple[Way, ...]
    rung: Rung
    step: int
    after_minutes: int
    is_confirmed: bool = False


def chain(at: datetime) -> Sequence[OnDuty]:
    """Whom to call at a moment, in order, each once; empty only if the provider has no staff.

    If nobody is on duty it begins with the managers: `step` 1 is then of `Rung.MANAGER`.
    """
    staff = staff_people()
    return _chain(rota(at, at, staff), staff, at)


def _chain(agreed: Rota, staff: Sequence[Person], at: datetime) -> Sequence[OnDuty]:
    reaches = reach_of(staff)
    links = policy.chain(agreed, humans(staff, reaches), steps(), at=at)
    people = {one.id: one for one in staff}
    return [_called(people[one.person], reaches.get(one.person), one) for one in links]


def on_duty(at: datetime) -> Sequence[OnDuty]:
    """Who is on duty at a moment: of the chain those who have a shift. Empty: nobody is."""
    staff = staff_people()
    agreed = rota(at, at, staff)
    there = {one.person for one in on_duty_by(agreed, at)}
    return [one for one in _chain(agreed, staff, at) if one.rung in (Rung.DUTY, Rung.SECOND) and one.person in there]


def staff_people() -> Sequence[Person]:
    """Everybody who works for the provider now, by how their names are read."""
    posts = Post.objects.filter(firm__kind=Firm.Kind.PROVIDER, role__in=[role.value for role in STAFF])
    found = Person.objects.filter(is_active=True, id__in=posts.values("person"))
    return list(found.order_by("name_kana", "name", "id"))


def managers() -> frozenset[UUID]:
    """Who of them is a manager."""
    posts = Post.objects.filter(firm__kind=Firm.Kind.PROVIDER, role=Role.MANAGER.value, person__is_active=True)
    return frozenset(posts.values_list("person_id", flat=True))


def reach_of(people: Iterable[Person]) -> Mapping[UUID, Reach]:
    """How these said that they are reached; who said nothing is not there."""
    return {one.person_id: one for one in Reach.objects.filter(person__in=list(people))}


def steps() -> Steps:
    """After how many minutes the next are called."""
    found = Escalation.objects.first()
    return Steps(found.second_after, found.manager_after, found.all_after) if found else Steps()


def humans(staff: Sequence[Person], reaches: Mapping[UUID, Reach]) -> Sequence[Human]:
    """The staff as the policy knows them."""
    bosses = managers()
    return [
        Human(one.id, one.id in bosses, bool(phone_of(one, reach)), _quiet(reach))
        for one in staff
        for reach in [reaches.get(one.id)]
    ]


def phone_of(person: Person, reach: Reach | None) -> str:
    """The number that somebody is called at; "": none that could be called is known."""
    number = (reach.phone if reach else "") or person.phone or (domestic(person.mobile) if person.mobile else "")
    return number if is_phone(number) else ""


def is_confirmed(person: Person, number: str) -> bool:
    """Whether he has read a code that was texted to this number (accounts/mobiles.py)."""
    try:
        return bool(person.mobile) and parse_number(number, invented=True, abroad=("+",)).e164 == person.mobile
    except BadNumber:
        return False


def rota(begin: datetime, end: datetime, staff: Sequence[Person]) -> Rota:
    """All that is agreed about the time between two moments. Who does not work here any more is away for ever."""
    first, last = day_of(begin) - _A_DAY, day_of(end) + _A_DAY
    valid = PatternLine.objects.filter(first__lte=last).exclude(last__lt=first)
    lines = [line_of(one) for one in valid.order_by("id")]
    extras = [_extra(one) for one in ExtraShift.objects.filter(day__range=(first, last)).order_by("id")]
    taken = _taken(first, last)
    named = {one.person for one in lines} | {one.person for one in extras} | set(taken.values())
    gone = named - {one.id for one in staff}
    away = Absence.objects.filter(ends__gt=begin - 2 * _A_DAY, begins__lt=end + 2 * _A_DAY).order_by("begins", "id")
    return Rota(
        lines,
        extras,
        frozenset(CancelledShift.objects.filter(day__range=(first, last)).values_list("line_id", "day")),
        taken,
        [*(Away(one.person_id, one.begins, one.ends) for one in away), *(Away(one, *_ALWAYS) for one in sorted(gone))],
    )


def line_of(one: PatternLine) -> Line:
    """A line of the pattern as a value."""
    return Line(
        one.id,
        one.person_id,
        one.begins,
        one.ends,
        one.first,
        one.last,
        DayKind(one.kind),
        one.weekday,
        Place(one.place),
        one.every_weeks,
    )


def shifts_now(at: datetime) -> Sequence[Shift]:
    """The shifts that somebody has at a moment."""
    return on_duty_by(rota(at, at, staff_people()), at)


def next_shifts(person: UUID, at: datetime, until: datetime) -> Sequence[Shift]:
    """The shifts of somebody that are not over, in the order in which they begin."""
    return [one for one in shifts(rota(at, until, staff_people()), at, until) if one.person == person]


def pattern(at: datetime) -> Sequence[PatternLine]:
    """The lines of the pattern that hold now or later: the week first, then holidays, お盆 and 年末年始."""
    found = PatternLine.objects.select_related("person").exclude(last__lt=day_of(at))
    kinds = list(DayKind)
    found = found.order_by("weekday", "begins", "place", "first")
    return sorted(found, key=lambda one: kinds.index(DayKind(one.kind)))


def absences(at: datetime, *, person: UUID | None = None) -> Sequence[Absence]:
    """Who is away now or will be; only those of somebody, if he is named."""
    found = Absence.objects.select_related("person").filter(ends__gt=at).order_by("begins", "id")
    return list(found.filter(person=person) if person else found)


def swaps_in_force(at: datetime) -> Sequence[Swap]:
    """What changed hands of today and later, by day."""
    found = Swap.objects.select_related("giver", "taker").filter(state__in=Swap.IN_FORCE, day__gte=day_of(at))
    return list(found.order_by("day", "decided_at"))


def swaps_of(key: Key) -> Sequence[Swap]:
    """Everything that was ever offered or decided about a shift, the oldest first."""
    found = Swap.objects.select_related("giver", "taker", "decided_by").filter(source=key[0], day=key[1])
    return list(found.order_by("offered_at", "id"))


def is_offered(key: Key) -> bool:
    """Whether somebody offers a shift, and nobody has decided yet."""
    return Swap.objects.filter(source=key[0], day=key[1], state=Swap.State.OFFERED).exists()


def open_offers(at: datetime) -> Sequence[Swap]:
    """What was offered and is not decided, by day. at: those of days before are over."""
    found = Swap.objects.select_related("giver", "taker").filter(state=Swap.State.OFFERED, day__gte=day_of(at) - _A_DAY)
    return list(found.order_by("day", "offered_at"))


def _taken(first: date, last: date) -> Mapping[Key, UUID]:
    found = Swap.objects.filter(day__range=(first, last), state__in=Swap.IN_FORCE).order_by("decided_at", "id")
    return {(one.source, one.day): one.taker_id for one in found if one.taker_id}  # who took it last


def _extra(one: ExtraShift) -> Extra:
    return Extra(one.id, one.person_id, one.day, one.begins, one.ends, Place(one.place))


def _quiet(reach: Reach | None) -> tuple[time, time] | None:
    if reach is None or reach.quiet_from is None or reach.quiet_until is None:
        return None
    return reach.quiet_from, reach.quiet_until


def _called(person: Person, reach: Reach | None, link: Link) -> OnDuty:
    phone = phone_of(person, reach)
    return OnDuty(
        person.id,
        person.name,
        phone,
        (reach.mail if reach else "") or person.email,
        person.language,
        _ways(reach),
        link.rung,
        link.step,
        link.after_minutes,
        is_confirmed=is_confirmed(person, phone),
    )


def _ways(reach: Reach | None) -> tuple[Way, ...]:
    wanted = [way for name in (reach.ways if reach else ()) for way in WAYS if way == name]
    return tuple(wanted) or WAYS
