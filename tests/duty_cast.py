"""Who is on duty in tests: six people, and any rota that hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.duty.rota import Away, DayKind, Extra, Line, Place, Rota, kinds_of


class Four(NamedTuple):
    """Staff of the provider in the database."""

    hayase: Person
    kamoi: Person
    minase: Person
    otowa: Person


PEOPLE = tuple(UUID(int=number) for number in range(1, 7))
FIRST = date(2027, 12, 20)
"""A Monday. From here come the days of the strategies: over a New Year, and the leap day of 2028."""
_DAYS = 80
CLOCKS = st.sampled_from([time(0), time(0, 1), time(6), time(9), time(17, 30), time(22), time(23, 59)])
DAYS = st.integers(0, _DAYS).map(lambda number: FIRST + timedelta(days=number))
MOMENTS = st.builds(
    lambda day, minute: datetime.combine(day, time(), UTC) + timedelta(minutes=minute),
    DAYS,
    st.integers(0, 24 * 60 - 1) | st.sampled_from([0, 14 * 60 + 59, 15 * 60, 15 * 60 + 1]),
)
_PEOPLE = st.sampled_from(PEOPLE)
_PLACES = st.sampled_from(Place)


@st.composite
def lines(draw: st.DrawFn, number: int) -> Line:
    kind = draw(st.sampled_from([DayKind.ORDINARY] * 4 + [DayKind.HOLIDAY, DayKind.NEW_YEAR]))
    first = draw(DAYS)
    weekdays = st.integers(0, 6)
    return Line(
        UUID(int=100 + number),
        draw(_PEOPLE),
        draw(CLOCKS),
        draw(CLOCKS),
        first,
        draw(st.none() | st.integers(0, 60).map(lambda days: first + timedelta(days=days))),
        kind,
        draw(weekdays if kind is DayKind.ORDINARY else st.none() | weekdays),
        draw(_PLACES),
        draw(st.sampled_from([1, 1, 1, 2, 3])),
    )


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    """A rota in which days, times and people meet often."""
    drawn = [draw(lines(number)) for number in range(draw(st.integers(0, 6)))]
    extras = [
        Extra(UUID(int=200 + number), draw(_PEOPLE), draw(DAYS), draw(CLOCKS), draw(CLOCKS), draw(_PLACES))
        for number in range(draw(st.integers(0, 4)))
    ]
    keys = st.tuples(st.sampled_from([UUID(int=1), *(one.id for one in (*drawn, *extras))]), DAYS)
    return Rota(
        drawn,
        extras,
        draw(st.frozensets(keys, max_size=3)),
        draw(st.dictionaries(keys, _PEOPLE, max_size=3)),
        [
            Away(draw(_PEOPLE), begins, begins + timedelta(hours=draw(st.integers(1, 200))))
            for begins in draw(st.lists(MOMENTS, max_size=3))
        ],
    )


def asked_again(rota: Rota, at: datetime, place: Place) -> set[UUID]:
    """Who is on duty by the words of the rota, minute by minute: the witness of `rota.on_duty`, which shares no reckoning with it."""
    local = (at + timedelta(hours=9)).replace(tzinfo=None)
    return {
        person
        for back in (0, 1)
        for day in [local.date() - timedelta(days=back)]
        for one in [*_lines(rota, day), *(extra for extra in rota.extras if extra.day == day)]
        if one.place is place and (one.id, day) not in rota.cancelled
        if _is_within(one.begins, one.ends, local, back)
        for person in [rota.taken.get((one.id, day), one.person)]
        if not any(away.person == person and away.begins <= at < away.ends for away in rota.away)
    }


def _lines(rota: Rota, day: date) -> list[Line]:
    for kind in kinds_of(day):
        found = [
            line
            for line in rota.lines
            if line.kind is kind
            and line.first <= day <= (line.last or date.max)
            and line.weekday in (None, day.weekday())
            and (_monday(day) - _monday(line.first)).days // 7 % line.every_weeks == 0
        ]
        if found:
            return found
    return []


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_within(begins: time, ends: time, local: datetime, back: int) -> bool:
    clock = local.time()
    if back == 0:
        return clock >= begins and (ends <= begins or clock < ends)
    return ends <= begins and clock < ends


def staff_of_four() -> Four:
    """Four people who work for the provider, one of them a manager."""
    firm = Firm.objects.create(kind=Firm.Kind.PROVIDER, name="なにわ見守り舎")
    made = []
    for name, kana, role in (
        ("早瀬 遥", "ハヤセ ハルカ", "analyst"),
        ("鴨居 渉", "カモイ ワタル", "analyst"),
        ("水無瀬 円", "ミナセ マドカ", "desk"),
        ("音羽 静", "オトワ シズカ", "manager"),
    ):
        person = Person.objects.create(name=name, name_kana=kana, email=f"{role}{len(made)}@naniwa.example")
        Post.objects.create(person=person, firm=firm, role=role)
        made.append(person)
    return Four(*made)
