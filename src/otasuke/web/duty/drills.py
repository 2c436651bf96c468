"""夜間訓練. What a drill is measured by, and when the next ones are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any

import orjson

from otasuke.web.duty.policy import Way
from otasuke.web.duty.rota import day_of, moment
from otasuke.web.ui.sentences import Sentence, _

PROMISE = timedelta(minutes=15)
"""Of a 赤: so long until a human answers."""
GIVES_UP_AFTER = timedelta(minutes=60)
"""A drill that nobody has answered by then has failed, and nobody is called any more."""
MOST_A_MONTH = 4
LATE_BY = timedelta(hours=1)
"""A drill that was not held by then is held at another hour: it was to be that one, not the morning after."""
_DAY = timedelta(days=1)
_MINUTE = 60


class Outcome(StrEnum):
    """What became of one try to reach somebody."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    NO_KEY = "no key"
    BROUGHT = "brought"
    FAILED = "failed"
    UNDER_WAY = "under way"


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody was called, or was sent something. step: of the chain, from 1; way: phone, sms, mail."""

    at: datetime
    name: str
    step: int
    way: Way
    outcome: Outcome
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A drill as it was: what its evidence says.

    asked_by     who pressed the button; "": the hour was drawn by lot.
    stopped_by   who ended it before anybody had answered.
    answered_at  when a human had it; None: nobody did.
    tries        in the order in which they began; what was not needed any more is not among them.
    """

    number: str
    begun_at: datetime
    ended_at: datetime
    asked_by: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    how: str = ""
    stopped_by: str = ""
    tries: tuple[Try, ...] = ()

    @property
    def took(self) -> timedelta | None:
        """How long it was until a human answered."""
        return self.answered_at - self.begun_at if self.answered_at else None

    @property
    def is_kept(self) -> bool:
        """Whether the promise of a 赤 was kept."""
        return self.took is not None and self.took <= PROMISE

    @property
    def called(self) -> Sequence[str]:
        """Who was called, in order, each once."""
        return list(dict.fromkeys(one.name for one in self.tries if one.way == "phone"))

    @property
    def place(self) -> int | None:
        """As which of those who were called somebody answered, from 1."""
        return self.called.index(self.answered_by) + 1 if self.answered_by in self.called else None


def result(record: Record) -> Sentence:
    """How a drill went, in a sentence."""
    if record.stopped_by:
        return _("%(who)sさんが、途中でやめました。", who=record.stopped_by)
    if record.took is None:
        minutes = int((record.ended_at - record.begun_at).total_seconds()) // _MINUTE
        return _("%(minutes)s分のあいだ、だれも答えませんでした。", minutes=minutes)
    who, took = record.answered_by, length(record.took)
    if record.place is None:
        return _("%(who)sさんが、%(took)sで答えました。", who=who, took=took)
    return _("%(place)s人目の%(who)sさんが、%(took)sで答えました。", place=record.place, who=who, took=took)


def length(span: timedelta) -> Sentence:
    """So many minutes and seconds."""
    minutes, seconds = divmod(round(span.total_seconds()), _MINUTE)
    if not minutes:
        return _("%(seconds)s秒", seconds=seconds)
    return _("%(minutes)s分%(seconds)s秒", minutes=minutes, seconds=seconds)


def packed(record: Record) -> str:
    """A record as the text of which the digest is kept: the same record makes the same text."""
    return orjson.dumps(asdict(record), default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z).decode()


def unpacked(text: str) -> Record:
    """A record from its text."""
    kept: Mapping[str, Any] = orjson.loads(text)
    tries = tuple(
        Try(**{**one, **_moments(one, "at", "ended_at"), "outcome": Outcome(one["outcome"])}) for one in kept["tries"]
    )
    return Record(**{**kept, **_moments(kept, "begun_at", "ended_at", "answered_at"), "tries": tries})


def lots(month: date, *, count: int, window: tuple[time, time], after: datetime, dice: Random) -> Sequence[datetime]:
    """Moments of a month at which to hold drills: on different days, at hours between two of the clock, in order.

    month  any day of it. after: none is before; so there may be fewer at its end. dice: what nobody can foresee.
    """
    first = month.replace(day=1)
    nights = [one for one in _nights(first, window) if one[0] > after]
    chosen = dice.sample(nights, min(count, len(nights)))
    return sorted(
        begin + timedelta(minutes=dice.randrange(max(1, int((end - begin).total_seconds()) // _MINUTE)))
        for begin, end in chosen
    )


def month_of(at: datetime) -> date:
    """The first day of the month, in Japan."""
    return day_of(at).replace(day=1)


def _nights(first: date, window: tuple[time, time]) -> Iterator[tuple[datetime, datetime]]:
    """Each window that begins in the month."""
    begins, ends = window
    day = first
    while day.month == first.month:
        yield moment(day, begins), moment(day if ends > begins else day + _DAY, ends)
        day += _DAY


def _moments(kept: Mapping[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(kept[name]).astimezone(UTC) if kept[name] else None for name in names}
