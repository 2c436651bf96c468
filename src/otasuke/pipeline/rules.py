"""The rules that a worker runs, and what it needs to know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from otasuke.detect.correlate import CorrelationLimits, Correlator
from otasuke.detect.engine.engine import Engine
from otasuke.detect.rule import Correlation, Fault, Rule
from otasuke.findings.live import log_of

LATENESS = timedelta(seconds=60)
"""So much older than the newest event of its tenant an event may be, by the sensors' own clocks."""

EARLY = timedelta(seconds=2)
"""The same for what is told at once; what is older counts with the others, and is told when they are."""


@dataclass(frozen=True, slots=True)
class RunningRules:
    """Rules, and the engine that runs them; a rule's number is its position in both.

    version       changes when the rules do; count: how many there are, without the correlations.
    open_engine   makes the engine, which reads rules that it has to decide in Python with what it is given.
    correlations  with the rules that they refer to, `correlated`.
    faults        of the rules that cannot be used: where and why.
    """

    version: str
    open_engine: Callable[[Callable[[int], Rule]], Engine]
    rule: Callable[[int], Rule]
    correlations: tuple[Correlation, ...]
    correlated: tuple[Rule, ...]
    count: int = 0
    faults: tuple[Fault, ...] = ()

    def correlator(self) -> Correlator:
        """A correlator for them. It decides when it is told to: whoever reads a journal knows what is still to come."""
        return Correlator(self.correlations, self.correlated, limits=CorrelationLimits(allowed_lateness=timedelta.max))

    def early_correlator(self, patient: Correlator) -> Correlator:
        """One for those that more events cannot undo, which waits for a moment only. patient: that for all of them."""
        early = [one for one in self.correlations if one.id in patient.at_once]
        return Correlator(early, self.correlated, limits=CorrelationLimits(allowed_lateness=EARLY))

    def logs(self) -> dict[str, tuple[str, str, str]]:
        """The kind of log of the first rule that each correlation combines, by the id of the correlation."""
        rules = {name: one for one in self.correlated for name in (one.id, one.name) if name}
        correlations = {name: one for one in self.correlations for name in (one.id, one.name) if name}
        found = {}
        for correlation in self.correlations:
            first = correlation.rules[0]
            for _ in self.correlations:  # one may combine others; loaded rules have no circles
                first = correlations[first].rules[0] if first in correlations else first
            found[correlation.id] = log_of([rules[first].logsource] if first in rules else [])
        return found

    def kept_fields(self) -> frozenset[str]:
        """Every field that a correlation may look at."""
        names: set[str] = set()
        for correlation in self.correlations:
            names.update(correlation.group_by, correlation.fields)
            names.update(field for fields in correlation.aliases.values() for field in fields.values())
        return frozenset(names)


class RuleSource(Protocol):
    """Where rules come from."""

    def load(self) -> RunningRules:
        """The rules as they are now. Raises BadRules; then the ones that run go on."""

    def has_changed(self) -> bool:
        """Whether they are others than `load` gave last. Cheap."""


class BadRules(Exception):
    """The rules cannot be used, and why."""
