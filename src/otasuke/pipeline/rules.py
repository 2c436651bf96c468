"""The rules that a worker runs, and what it needs to know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from otasuke.detect.correlate import Correlator
from otasuke.detect.engine.engine import Engine
from otasuke.detect.rule import Correlation, Rule


@dataclass(frozen=True, slots=True)
class RunningRules:
    """An engine with its rules; a rule's number is its position in both.

    version       changes when the rules do.
    correlations  with the rules that they refer to, `correlated`.
    """

    version: str
    engine: Engine
    rule: Callable[[int], Rule]
    correlations: tuple[Correlation, ...]
    correlated: tuple[Rule, ...]

    def correlator(self) -> Correlator:
        """A correlator for them."""
        return Correlator(self.correlations, self.correlated)

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
