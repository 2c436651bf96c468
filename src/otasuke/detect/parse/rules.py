"""One document of a rule file to a rule, a correlation or a filter."""

from __future__ import annotations

from contextlib import suppress

from otasuke.detect.errors import HopelessRuleError
from otasuke.detect.parse.correlations import parse_correlation
from otasuke.detect.parse.filters import Filter, parse_filter
from otasuke.detect.parse.findings import Findings
from otasuke.detect.parse.metadata import Metadata, parse_logsource, parse_metadata
from otasuke.detect.parse.reading import table_of
from otasuke.detect.parse.selections import parse_detection
from otasuke.detect.parse.values import Workshop
from otasuke.detect.parse.yaml_tree import Table
from otasuke.detect.rule import And, Correlation, Expr, Fault, Place, Rule


def parse_document(
    path: str, table: Table, workshop: Workshop
) -> tuple[Rule | Correlation | Filter | None, list[Fault], list[Fault]]:
    """What a document says, its faults, and what is worth a note; None and no notes if it cannot be run."""
    findings = Findings()
    parsed: Rule | Correlation | Filter | None = None
    metadata = parse_metadata(table, findings)
    with suppress(HopelessRuleError), findings.collecting(table.line):
        parsed = _parse(table, metadata, Place(path, table.line), workshop, findings)
    faults, notes = (
        [Fault(Place(path, line), message, metadata.id or None) for line, message in said]
        for said in (findings.found, findings.remarks)
    )
    return (None, faults, []) if faults else (parsed, [], notes)


def _parse(
    table: Table, metadata: Metadata, place: Place, workshop: Workshop, findings: Findings
) -> Rule | Correlation | Filter:
    if "correlation" in table.nodes:
        return parse_correlation(table, metadata, place, findings)
    if "filter" in table.nodes:
        return parse_filter(table, metadata, place, workshop, findings)
    return _rule(table, metadata, place, workshop, findings)


def _rule(table: Table, metadata: Metadata, place: Place, workshop: Workshop, findings: Findings) -> Rule:
    condition: Expr = And(())
    with findings.collecting(table.line):
        condition = parse_detection(table_of(table, "detection"), workshop, findings, reserved=frozenset())
    return Rule(
        id=metadata.id,
        title=metadata.title,
        level=metadata.level,
        logsource=parse_logsource(table),
        condition=condition,
        place=place,
        name=metadata.name,
        status=metadata.status,
        description=metadata.description,
        tags=metadata.tags,
        falsepositives=metadata.falsepositives,
        references=metadata.references,
        author=metadata.author,
        date=metadata.date,
    )
