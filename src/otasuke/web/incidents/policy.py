"""What is seen to first, what was promised until when, and how often a member of the staff may disturb companies. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from otasuke.advice.colour import Colour
from otasuke.web.incidents.states import State

PROMISES: Mapping[Colour, timedelta] = {Colour.RED: timedelta(minutes=15), Colour.YELLOW: timedelta(minutes=60)}
"""赤: the owner is on the phone; 黄: he has a mail."""
_TODAY = timedelta(hours=8)
"""黄 is seen to the same day."""


class Group(StrEnum):
    """The parts of 対応待ち, in their order."""

    NOW = "now"
    TODAY = "today"
    TOGETHER = "together"
    LETTER = "letter"


class Stage(StrEnum):
    """Whether somebody is at it, in the order in which it is seen to."""

    NEW = "new"
    TAKEN = "taken"
    WAITING = "waiting"


_HARM: Mapping[Colour, int] = {Colour.RED: 0, Colour.YELLOW: 10, Colour.BLUE: 20, Colour.GREEN: 20}
_STAGES: Mapping[Stage, int] = {Stage.NEW: 0, Stage.TAKEN: 1, Stage.WAITING: 2}


class ClockKind(StrEnum):
    """What a clock counts to."""

    PROMISE = "promise"
    REACHED = "reached"
    TODAY = "today"
    AT_IT = "at_it"
    CUSTOMER = "customer"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Minutes:
    """A time as people say it: days alone, or hours and the rest."""

    all: int

    @property
    def days(self) -> int:
        """From two on: 26 hours are still hours."""
        return self.all // 1440 if self.all >= 2880 else 0

    @property
    def hours(self) -> int:
        """Of all, without the rest."""
        return self.all // 60

    @property
    def rest(self) -> int:
        """The minutes beside the hours."""
        return self.all % 60


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs out. due: when; None: nothing does, it says how things stand. left: of its whole time, in per cent.

    minutes, late  until it runs out, or since it has.
    """

    kind: ClockKind
    due: datetime | None = None
    left: int = 100
    is_late: bool = False
    minutes: Minutes = Minutes(0)
    late: Minutes = Minutes(0)


@dataclass(frozen=True, slots=True)
class Budget:
    """How often somebody disturbed companies today. 赤 is not counted. unjustified: those beyond the limit that have no reason yet."""

    used: int
    limit: int
    unjustified: int = 0

    @property
    def needs_reason(self) -> bool:
        """Whether the next one asks for a reason before it goes out."""
        return self.used >= self.limit

    @property
    def dots(self) -> tuple[bool, ...]:
        """One for each that he may, and those that he did; filled: done."""
        return tuple(place < self.used for place in range(max(self.limit, self.used)))


def stage_of(state: State, *, is_taken: bool) -> Stage:
    """Whether somebody is at it."""
    if state is State.WAITING:
        return Stage.WAITING
    return Stage.NEW if state is State.NEW and not is_taken else Stage.TAKEN


def group_of(level: Colour, *, is_campaign: bool) -> Group:
    """Where it stands. What is 赤 is a company's own matter even if others have it too."""
    if level is Colour.RED:
        return Group.NOW
    if is_campaign:
        return Group.TOGETHER
    return Group.TODAY if level is Colour.YELLOW else Group.LETTER


def place_of(level: Colour, stage: Stage) -> int:
    """Harm first, then whether somebody is at it; the same place goes by the time of opening, which is by the clock."""
    return _HARM[level] + _STAGES[stage]


def group_at(place: int) -> Group:
    """The group of a place."""
    return Group.NOW if place < 10 else Group.TODAY if place < 20 else Group.LETTER


def clock(
    level: Colour, state: State, *, is_taken: bool, opened_at: datetime, now: datetime, is_reached: bool = False
) -> Clock:
    """What runs out next. is_reached: the promise to the company is kept: somebody of it has acknowledged, or the mail of a 黄 is out."""
    stage = stage_of(state, is_taken=is_taken)
    if level not in PROMISES:
        return Clock(ClockKind.MONTH)
    if stage is Stage.WAITING:
        return Clock(ClockKind.CUSTOMER)
    if stage is Stage.NEW and is_reached and level is Colour.RED:
        return Clock(ClockKind.REACHED)
    if stage is Stage.NEW and not is_reached:
        return _running(ClockKind.PROMISE, opened_at, PROMISES[level], now)
    if level is Colour.RED:
        return Clock(ClockKind.AT_IT)
    return _running(ClockKind.TODAY, opened_at, _TODAY, now)


def _running(kind: ClockKind, begin: datetime, whole: timedelta, now: datetime) -> Clock:
    rest = begin + whole - now
    minutes = int(rest.total_seconds() // 60)
    left = max(0, min(100, round(100 * (rest / whole))))
    return Clock(kind, begin + whole, left, minutes < 0, Minutes(max(0, minutes)), Minutes(max(0, -minutes)))
