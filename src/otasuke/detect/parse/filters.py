"""Filters: documents that narrow other rules (`filter:`). Source: Sigma filters specification 2.1.0.

The condition of a filter is joined to that of the rule with `and`, as it is written: a filter that leaves out
administrators says `condition: not selection`. This is what pySigma does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.detections import joined
from otasuke.detect.parse.findings import Findings, unknown
from otasuke.detect.parse.metadata import Metadata, parse_logsource
from otasuke.detect.parse.reading import table_of, texts_of
from otasuke.detect.parse.selections import parse_detection
from otasuke.detect.parse.values import Workshop
from otasuke.detect.parse.yaml_tree import Table
from otasuke.detect.rule import And, Expr, Fault, Place, Rule
from otasuke.events import LogSource

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


def apply_filters(rules: Sequence[Rule], filters: Sequence[Filter]) -> tuple[list[Rule], list[Fault]]:
    """The rules, narrowed by the filters that target them, in the same order; and the filters that miss a target."""
    by_name = {name: index for index, rule in enumerate(rules) for name in (rule.id, rule.name) if name}
    narrowed = list(rules)
    faults: list[Fault] = []
    for narrowing in filters:
        targets, missed = _targets(narrowing, rules, by_name)
        faults += [Fault(narrowing.place, message, narrowing.id) for message in missed]
        for index in targets:
            condition = joined(And, [narrowed[index].condition, narrowing.condition])
            narrowed[index] = replace(narrowed[index], condition=condition)
    return narrowed, faults


def _targets(narrowing: Filter, rules: Sequence[Rule], by_name: dict[str, int]) -> tuple[list[int], list[str]]:
    if narrowing.targets is None:
        covered = [index for index, rule in enumerate(rules) if narrowing.logsource.covers(rule.logsource)]
        missed = [] if covered else [f"the filter targets no rule: none is of log source {narrowing.logsource}"]
        return covered, missed
    targets: list[int] = []
    missed = []
    for name in dict.fromkeys(narrowing.targets):
        index = by_name.get(name)
        if index is None:
            missed.append(unknown("the filter targets rule", name, by_name, "which is not there or cannot be run"))
        elif not narrowing.logsource.covers(rules[index].logsource):
            missed.append(f'the filter is for {narrowing.logsource}, but rule "{name}" is for {rules[index].logsource}')
        else:
            targets.append(index)
    return targets, missed
