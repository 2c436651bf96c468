"""What a worker does with one message: read it, match it, turn it into columns. No clock, no network, no disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from otasuke.pipeline.columns import ColumnStep, Gathered
from otasuke.pipeline.dead import DeadLetter, letters_of
from otasuke.pipeline.findings import Findings
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.parcels import Parcel, unpack
from otasuke.pipeline.reading import read
from otasuke.pipeline.rules import RunningRules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. parcels: those that were new; events: how many there were of each source."""

    parcels: tuple[Parcel, ...]
    events: Mapping[str, int]
    findings: Findings
    letters: tuple[DeadLetter, ...]
    gathered: Gathered


class Step:
    """Works on messages, one after another.

    timed  is entered for each stage (read, match, columns) with its name.
    """

    def __init__(
        self, rules: RunningRules, *, timed: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext()
    ) -> None:
        self._timed = timed
        self.use(rules)
        self._columns = ColumnStep()

    def use(self, rules: RunningRules, *, but: frozenset[int] = frozenset()) -> None:
        """Run other rules from now on. but: the numbers of those that find nothing."""
        self._matcher = Matcher(rules, disabled=but)

    @property
    def suspect(self) -> int | None:
        """The number of the rule that was in hand when `run` failed, if any was."""
        return self._matcher.deciding

    def run(
        self, data: bytes, are_new: Callable[[Sequence[tuple[str, str]]], Sequence[bool]], *, now: datetime
    ) -> Outcome:
        """Work on a message.

        are_new  which parcels, as (tenant, batch), were not met before.
        Raises BadMessage.
        """
        self._matcher.deciding = None
        with self._timed("read"):
            parcels = unpack(data)
            news = are_new([(one.tenant, one.batch) for one in parcels])
            parcels = tuple(one for one, is_new in zip(parcels, news, strict=True) if is_new)
            columns = self._columns.begin(parcels)
            reading = read(parcels, columns.add)
        with self._timed("match"):
            findings = self._matcher.match(parcels, reading, now=now)
        self._matcher.deciding = None
        with self._timed("columns"):
            columns.add_events(reading.events)
        letters = tuple(letters_of(parcels, reading.rejects))
        return Outcome(parcels, reading.by_source, findings, letters, columns.gathered)
