"""The oracle itself: events × rules → the pairs that match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oracle.logsources import first_text, is_for
from oracle.rules import OracleRule
from oracle.tree import Fields
from otasuke.events import Event, LogSource

Match = tuple[int, str]
"""The event's ordinal and the rule's id."""

Gate = tuple[str, str, str, str, tuple[LogSource, ...]]


class Oracle:
    """Evaluates every rule on every event that its log source covers.

    What makes it bearable: the rules for a kind of event are chosen once, and events that are equal in every field
    that any of those rules reads have equal matches.
    """

    def __init__(self, rules: Sequence[OracleRule]) -> None:
        self.rules = rules
        self._gated: dict[Gate, Gated] = {}

    def matches(self, events: Iterable[Event]) -> set[Match]:
        """All matches of these events."""
        return {(ordinal, rule_id) for ordinal, event in enumerate(events) for rule_id in self.rules_of(event)}

    def rules_of(self, event: Event) -> frozenset[str]:
        """The ids of the rules that match the event."""
        channel, event_id, event_type = (first_text(event, name) for name in ("Channel", "EventID", "EventType"))
        gate = (event.source, channel, event_id, event_type, event.logsources)
        if gate not in self._gated:
            self._gated[gate] = Gated([rule for rule in self.rules if is_for(rule, event)])
        return self._gated[gate].rules_of(event)


class Gated:
    """The rules for one kind of event, and the matches of the events that were seen."""

    def __init__(self, rules: Sequence[OracleRule]) -> None:
        used = {rule.id: set(rule.node.fields_used()) for rule in rules}
        self._of_fields = [rule for rule in rules if None not in used[rule.id]]
        self._of_everything = [rule for rule in rules if None in used[rule.id]]
        self._fields = sorted({name for rule in self._of_fields for name in used[rule.id] if name is not None})
        self._seen: dict[tuple[object, ...], frozenset[str]] = {}

    def rules_of(self, event: Event) -> frozenset[str]:
        fields = Fields.of(event.fields)
        key = tuple(event.fields.get(name) for name in self._fields)
        if key not in self._seen:
            self._seen[key] = frozenset(rule.id for rule in self._of_fields if rule.node.holds(fields))
        return self._seen[key] | {rule.id for rule in self._of_everything if rule.node.holds(fields)}
