"""Which three things are to be done today. Pure: the same candidates make the same three, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

THREE = 3


class Kind(StrEnum):
    """What a thing to do is, what comes first first."""

    RED = "red"
    ANSWERED = "answered"
    LINK_ENDS = "link_ends"
    SILENCE_ENDS = "silence_ends"
    QUESTIONS = "questions"
    YELLOW = "yellow"
    STUCK = "stuck"
    SILENT = "silent"
    UNANSWERED = "unanswered"
    JOBS = "jobs"
    GAP = "gap"
    DRILL = "drill"
    ROTA = "rota"
    CARDS = "cards"
    HELD = "held"


_ORDER = tuple(Kind)
_USUAL = (Kind.ROTA, Kind.CARDS, Kind.HELD)
USUAL = frozenset({Kind.JOBS, Kind.GAP, Kind.DRILL, *_USUAL})
"""The usual work: nothing that happened."""
NEEDS_OPEN_COMPANY = frozenset({Kind.LINK_ENDS, Kind.STUCK, Kind.SILENT, Kind.UNANSWERED, Kind.CARDS})
"""Somebody at a company is to be asked, and it can wait for a day on which companies work."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that may be done today.

    subject  the one incident, link or silence that it is; None: it stands for `count` of its kind.
    at       since when it waits, or when it runs out: what comes earlier comes first.
    """

    kind: Kind
    count: int = 1
    subject: UUID | None = None
    customer: UUID | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """things: three. rest: how many more wait; postponed: how many wait for the next workday. is_usual: nothing had happened."""

    things: Sequence[Thing]
    rest: int
    postponed: int
    is_usual: bool


def choose(found: Iterable[Thing], *, day: date, is_off: bool) -> Choice:
    """The three things of a day. What happened goes first, by its kind and then by its time; the usual work fills up.

    is_off  companies do not work: what asks them, and is not urgent, waits.
    """
    wanted = _each_once(sorted((one for one in found if one.count), key=_order))
    now = [one for one in wanted if not (is_off and one.kind in NEEDS_OPEN_COMPANY)]
    later = [one for one in wanted if is_off and one.kind in NEEDS_OPEN_COMPANY]
    usual = [one for one in usual_work(day) if not (is_off and one.kind in NEEDS_OPEN_COMPANY)]
    things = [*now, *usual][:THREE]
    return Choice(
        things,
        rest=sum(one.count for one in now[THREE:]),
        postponed=sum(one.count for one in later),
        is_usual=all(one.kind in USUAL for one in things),
    )


def usual_work(day: date) -> Sequence[Thing]:
    """What can be done on any day, each day begun by another."""
    first = day.toordinal() % len(_USUAL)
    return [Thing(kind) for kind in (*_USUAL[first:], *_USUAL[:first])]


def _order(one: Thing) -> tuple[int, bool, float, str]:
    return _ORDER.index(one.kind), one.at is None, one.at.timestamp() if one.at else 0, str(one.subject)


def _each_once(ordered: Iterable[Thing]) -> list[Thing]:
    """A matter is one thing, by what comes first of it."""
    seen: set[UUID] = set()
    kept = []
    for one in ordered:
        if one.subject is None or one.subject not in seen:
            kept.append(one)
        if one.subject:
            seen.add(one.subject)
    return kept
