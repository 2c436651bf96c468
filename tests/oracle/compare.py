"""The oracle against an engine: the pairs of event and rule on which they disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oracle.evaluate import Match, Oracle
from otasuke.events import Event

Engine = Callable[[Sequence[Event]], set[Match]]
"""What is compared with the oracle: events → matches, as pairs of the event's ordinal and the rule's id."""


@dataclass(frozen=True)
class Difference:
    """One side alone says that the rule matches the event."""

    rule_id: str
    event: Event
    only: str

    def __str__(self) -> str:
        return f"only the {self.only}: rule {self.rule_id}, {self.event.source}, {dict(self.event.fields)}"


def differences(oracle: Oracle, engine: Engine, events: Sequence[Event]) -> tuple[set[Match], list[Difference]]:
    """The matches that the oracle finds, and where the engine differs."""
    expected = oracle.matches(events)
    found = engine(events)
    return expected, [
        Difference(rule_id, events[ordinal], "oracle" if (ordinal, rule_id) in expected else "engine")
        for ordinal, rule_id in sorted(expected ^ found)
    ]
