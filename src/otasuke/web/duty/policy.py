"""Whom to call at a moment, where nobody is on duty, and who has how many nights. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from otasuke.jp.holidays import holiday_name
from otasuke.web.duty.rota import JAPAN, MOST_WEEKS, DayKind, Line, Place, Rota, Shift, moment, on_duty, shifts

LOOKS_AHEAD = timedelta(days=28)
"""So far ahead gaps are looked for."""
MOST_MINUTES = 60
NIGHT_FROM, NIGHT_UNTIL = time(22), time(5)
"""Source: 労働基準法 (Labour Standards Act), article 37, paragraph 4: night work is from 22 to 5 o'clock."""
NIGHT_COUNTS_FROM = timedelta(hours=3, minutes=30)
"""A night is somebody's if he has half of it."""
_SATURDAY = 5
_DAY = timedelta(days=1)

Way = Literal["phone", "sms", "mail"]
WAYS: tuple[Way, ...] = ("phone", "sms", "mail")


class Rung(StrEnum):
    """Why somebody is called at his step."""

    DUTY = "duty"
    SECOND = "second"
    MANAGER = "manager"
    ALL = "all"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Steps:
    """エスカレーション. After how many minutes without an answer the next are called."""

    second_after: int = 4
    manager_after: int = 8
    all_after: int = 12

    def minutes(self) -> tuple[int, ...]:
        """When each step begins; a fifth is as far from the fourth as that is from the third."""
        return (0, self.second_after, self.manager_after, self.all_after, 2 * self.all_after - self.manager_after)


def are_steps(steps: Steps) -> bool:
    """Whether each step comes after the one before, and the last within an hour."""
    return 0 < steps.second_after < steps.manager_after < steps.all_after <= MOST_MINUTES


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody of the staff.

    has_phone  whether he can be called.
    quiet      between these times of a day he would like to be called last, if he is not on duty.
    """

    id: UUID
    is_manager: bool = False
    has_phone: bool = True
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A person of the chain. step: from 1, who are called together; after_minutes: since the first was called."""

    person: UUID
    rung: Rung
    step: int
    after_minutes: int


def chain(rota: Rota, staff: Sequence[Human], steps: Steps, *, at: datetime) -> Sequence[Link]:
    """Whom to call at a moment, in order, each once. Empty only if there is no staff.

    Who is away is left out, unless everybody is. A step that would be empty is not there, and the next comes in its stead; one of
    which nobody has a phone takes no time. So if nobody is on duty, the managers are called at once.
    """
    rungs = list(_rungs(rota, staff, at)) or list(_rungs(replace(rota, away=()), staff, at))
    links, minutes = [], iter(steps.minutes())
    after, is_spent = next(minutes), False
    for number, (rung, people) in enumerate(rungs, 1):
        if is_spent:
            after, is_spent = next(minutes), False
        links += [Link(one.id, rung, number, after) for one in people]
        is_spent = any(one.has_phone for one in people)
    return links


def _rungs(rota: Rota, staff: Sequence[Human], at: datetime) -> Iterator[tuple[Rung, Sequence[Human]]]:
    known = {one.id: one for one in staff}
    now = on_duty(rota, at)
    there = [one for one in staff if not is_away(rota, one.id, at)]
    wanted = (
        (Rung.DUTY, [known.get(one.person) for one in now if one.place is Place.FIRST]),
        (Rung.SECOND, [known.get(one.person) for one in now if one.place is Place.SECOND]),
        (Rung.MANAGER, [one for one in there if one.is_manager]),
        (Rung.ALL, [one for one in there if not wants_quiet(one, at)]),
        (Rung.QUIET, there),
    )
    called: set[UUID] = set()
    for rung, people in wanted:
        fresh = list({one.id: one for one in people if one is not None and one.id not in called}.values())
        called |= {one.id for one in fresh}
        if fresh:
            yield rung, fresh


def is_away(rota: Rota, person: UUID, at: datetime) -> bool:
    """Whether somebody said that he cannot be called then."""
    return any(one.person == person and one.begins <= at < one.ends for one in rota.away)


def wants_quiet(human: Human, at: datetime) -> bool:
    """Whether he would like to be left alone at this hour."""
    if human.quiet is None:
        return False
    (begins, ends), clock = human.quiet, at.astimezone(JAPAN).time()
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody is on duty."""

    begins: datetime
    ends: datetime


def gaps(rota: Rota, begin: datetime, end: datetime) -> Sequence[Gap]:
    """When nobody is on duty between two moments, neither first nor second."""
    found, covered = [], begin
    for shift in shifts(rota, begin, end):
        if shift.begins > covered:
            found.append(Gap(covered, shift.begins))
        covered = max(covered, shift.ends)
    return [*found, Gap(covered, end)] if covered < end else found


@dataclass(frozen=True, slots=True)
class Fair:
    """What somebody carries in a time, as the one who is called first. days_off: Saturdays, Sundays, holidays."""

    person: UUID
    nights: int
    days_off: int
    minutes: int


def fairness(rota: Rota, first: date, last: date) -> Sequence[Fair]:
    """How the days between two are shared, both included; most nights first. Who has no shift is not there."""
    begin, end = moment(first, time()), moment(last + _DAY, time())
    mine: dict[UUID, list[Shift]] = {}
    for one in shifts(rota, begin, end + _DAY):
        if one.place is Place.FIRST:
            mine.setdefault(one.person, []).append(one)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = [_fair(person, his, days, begin, end) for person, his in mine.items()]
    return sorted((one for one in found if one.minutes), key=lambda one: (-one.nights, -one.minutes, one.person))


def _fair(person: UUID, his: Sequence[Shift], days: Sequence[date], begin: datetime, end: datetime) -> Fair:
    nights = sum(_overlap(his, *night_of(day)) >= NIGHT_COUNTS_FROM for day in days)
    off = [day for day in days if day.weekday() >= _SATURDAY or holiday_name(day) is not None]
    days_off = sum(_overlap(his, moment(day, time()), moment(day + _DAY, time())) > timedelta() for day in off)
    return Fair(person, nights, days_off, int(_overlap(his, begin, end).total_seconds()) // 60)


def night_of(day: date) -> tuple[datetime, datetime]:
    """The night that begins on a day."""
    return moment(day, NIGHT_FROM), moment(day + _DAY, NIGHT_UNTIL)


def is_night(at: datetime) -> bool:
    """Whether it is night in Japan."""
    clock = at.astimezone(JAPAN).time()
    return clock >= NIGHT_FROM or clock < NIGHT_UNTIL


def _overlap(his: Sequence[Shift], begin: datetime, end: datetime) -> timedelta:
    """How long somebody is on duty between two moments; two shifts at once count once."""
    total, covered = timedelta(), begin
    for one in sorted(his, key=lambda one: one.begins):
        begins, ends = max(one.begins, covered), min(one.ends, end)
        if begins < ends:
            total, covered = total + (ends - begins), ends
    return total


class Flaw(StrEnum):
    """What is wrong with a line of the pattern."""

    NO_WEEKDAY = "no weekday"
    WEEKS = "weeks"
    BACKWARDS = "backwards"


def flaws_of(line: Line) -> Iterator[Flaw]:
    """What is wrong: an ordinary line has a day of the week; it comes every one to eight weeks; it ends after it began."""
    if line.kind is DayKind.ORDINARY and line.weekday is None:
        yield Flaw.NO_WEEKDAY
    if not 1 <= line.every_weeks <= MOST_WEEKS:
        yield Flaw.WEEKS
    if line.last is not None and line.last < line.first:
        yield Flaw.BACKWARDS


def clashes(rota: Rota, shift: Shift, person: UUID) -> bool:
    """Whether somebody who would take a shift over is away for a part of it, or has another then."""
    is_gone = any(one.person == person and one.begins < shift.ends and shift.begins < one.ends for one in rota.away)
    others = shifts(rota, shift.begins, shift.ends)
    return is_gone or any(one.person == person and one.key != shift.key for one in others)
