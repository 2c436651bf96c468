"""What a worker does with messages: read them, match them, turn them into columns. No clock, no network, no disk.

Many small messages cost as much as a large one only if they are worked on as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from otasuke.findings.live import Findings
from otasuke.pipeline.columns import ColumnStep, Gathered
from otasuke.pipeline.dead import DeadLetter, letters_of
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.parcels import Parcel, unpack
from otasuke.pipeline.reading import read
from otasuke.pipeline.rules import RunningRules
from otasuke.pipeline.tenant_rules import TenantRules


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of messages. parcels: those of each that were new; events: how many there were of each source."""

    parcels: tuple[tuple[Parcel, ...], ...]
    events: Mapping[str, int]
    findings: Findings
    letters: tuple[DeadLetter, ...]
    gathered: Gathered


class Step:
    """Works on messages, some at a time.

    timed         is entered for each stage (read, match, columns) with its name.
    tenant_rules  leaves out what is switched off for a tenant.
    """

    def __init__(
        self,
        rules: RunningRules,
        *,
        timed: Callable[[str], AbstractContextManager[None]] = lambda _: nullcontext(),
        tenant_rules: TenantRules | None = None,
    ) -> None:
        self._timed = timed
        self._tenant_rules = tenant_rules or TenantRules()
        self.use(rules)
        self._columns = ColumnStep(self._matcher.kernel)

    def use(self, rules: RunningRules, *, but: frozenset[int] = frozenset()) -> None:
        """Run other rules from now on. but: the numbers of those that find nothing."""
        self._matcher = Matcher(rules, disabled=but)

    @property
    def suspect(self) -> int | None:
        """The number of the rule that was in hand when `run` failed, if any was."""
        return self._matcher.deciding

    def run(
        self,
        messages: Sequence[bytes],
        are_new: Callable[[Sequence[tuple[str, str]]], Sequence[bool]],
        *,
        now: datetime,
    ) -> Outcome:
        """Work on messages.

        are_new  which parcels, as (tenant, batch), were not met before.
        Raises BadMessage.
        """
        self._matcher.deciding = None
        with self._timed("read"):
            by_message = _new_parcels([unpack(one) for one in messages], are_new)
            parcels = tuple(chain.from_iterable(by_message))
            columns = self._columns.begin(parcels)
            reading = read(parcels, columns.add, columns.read())
        with self._timed("match"):
            findings = self._tenant_rules.kept(self._matcher.match(parcels, reading, now=now), now=now)
        self._matcher.deciding = None
        with self._timed("columns"):
            columns.add_events(reading.events)
        letters = tuple(letters_of(parcels, reading.rejects))
        return Outcome(by_message, reading.by_source, findings, letters, columns.gathered)


def _new_parcels(
    messages: Sequence[Sequence[Parcel]], are_new: Callable[[Sequence[tuple[str, str]]], Sequence[bool]]
) -> tuple[tuple[Parcel, ...], ...]:
    """The new ones of each message."""
    news = iter(are_new([(one.tenant, one.batch) for one in chain.from_iterable(messages)]))
    return tuple(tuple(one for one in parcels if next(news)) for parcels in messages)
