"""Filters: documents that narrow other rules (`filter:`). Source: Sigma filters specification 2.1.0.

The condition of a filter is joined to that of the rule with `and`, as it is written: a filter that leaves out
administrators says `condition: not selection`. This is what pySigma does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.detections import count_atoms, joined
from otasuke.detect.parse.findings import MAX_FINDINGS, Findings, unknown
from otasuke.detect.parse.metadata import Metadata, parse_logsource
from otasuke.detect.parse.reading import table_of, texts_of
from otasuke.detect.parse.selections import parse_detection
from otasuke.detect.parse.values import Workshop
from otasuke.detect.parse.yaml_tree import Table
from otasuke.detect.rule import And, Expr, Fault, Place, Rule
from otasuke.events import LogSource

MAX_NARROWING = 500_000
"""How many tests all filters together may add to rules: an `any` adds its own to every rule of a log source."""
_RESERVED = frozenset({"rules"})


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter, not yet applied. targets: ids or names of rules; None for any rule of the log source."""

    id: str
    logsource: LogSource
    targets: tuple[str, ...] | None
    condition: Expr
    place: Place


def parse_filter(table: Table, metadata: Metadata, place: Place, workshop: Workshop, findings: Findings) -> Filter:
    """Read a filter document; what is broken in it goes to the findings or is raised as RuleError."""
    body = table_of(table, "filter")
    targets = texts_of(body, "rules")
    if not targets:
        raise RuleError('"rules" is missing; it lists the rules to narrow, or says "any"', body.line)
    return Filter(
        id=metadata.id,
        logsource=parse_logsource(table),
        targets=None if [target.lower() for target in targets] == ["any"] else targets,
        condition=parse_detection(body, workshop, findings, reserved=_RESERVED),
        place=place,
    )


def apply_filters(rules: Sequence[Rule], filters: Sequence[Filter]) -> tuple[list[Rule], list[Fault], list[Fault]]:
    """The rules, narrowed by the filters that target them, in the same order; what is wrong with filters; and notes.

    A target that is not there is a note: whoever loads a part of a set of rules has filters for the others, too.
    """
    targets = _Targets(rules)
    conditions: list[list[Expr]] = [[rule.condition] for rule in rules]
    faults: list[Fault] = []
    notes: list[Fault] = []
    work = 0
    for narrowing in filters:
        chosen, missed, absent = targets.of(narrowing, suggest=len(notes) < MAX_FINDINGS)
        work += len(chosen) * count_atoms(narrowing.condition)
        if work > MAX_NARROWING:
            missed, chosen = ["the filters narrow too many rules; this one is left out"], []
        faults += [Fault(narrowing.place, message, narrowing.id) for message in missed]
        notes += [Fault(narrowing.place, message, narrowing.id) for message in absent]
        for index in chosen:
            conditions[index].append(narrowing.condition)
    narrowed = [
        rule if len(parts) == 1 else replace(rule, condition=joined(And, parts))
        for rule, parts in zip(rules, conditions, strict=True)
    ]
    return narrowed, faults, notes


class _Targets:
    """Which rules a filter means."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._by_name = {name: index for index, rule in enumerate(rules) for name in (rule.id, rule.name) if name}
        self._covered: defaultdict[LogSource, list[int]] = defaultdict(list)
        for index, rule in enumerate(rules):
            for source in _covering(rule.logsource):
                self._covered[source].append(index)

    def of(self, narrowing: Filter, *, suggest: bool) -> tuple[list[int], list[str], list[str]]:
        """The indices of the rules, what is wrong with the targets, and which are not there.

        suggest  whether to look for close names.
        """
        if narrowing.targets is None:
            covered = self._covered.get(narrowing.logsource, [])
            none = f"the filter targets no rule: none is of {narrowing.logsource}"
            return covered, [], [] if covered else [none]
        chosen: list[int] = []
        missed: list[str] = []
        absent: list[str] = []
        for name in dict.fromkeys(narrowing.targets):
            index = self._by_name.get(name)
            if index is None:
                known = self._by_name if suggest and not absent else ()
                absent.append(unknown("the filter targets rule", name, known, "which is not there or cannot be run"))
            elif not narrowing.logsource.covers(source := self._rules[index].logsource):
                missed.append(f'the filter is for {narrowing.logsource}, but rule "{name}" is for {source}')
            else:
                chosen.append(index)
        return chosen, missed[:MAX_FINDINGS], absent[:MAX_FINDINGS]


def _covering(source: LogSource) -> set[LogSource]:
    """Every log source that covers this one."""
    parts = ((part, None) for part in (source.product, source.category, source.service))
    return {LogSource(*chosen) for chosen in product(*parts)}
