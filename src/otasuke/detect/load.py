"""Rule files to a RuleSet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.documents import read_tables
from otasuke.detect.parse.filters import Filter, apply_filters
from otasuke.detect.parse.findings import MAX_FINDINGS
from otasuke.detect.parse.references import resolve_correlations, without_duplicates
from otasuke.detect.parse.rules import parse_document
from otasuke.detect.parse.values import Workshop
from otasuke.detect.rule import Correlation, Fault, Place, Rule, RuleSet

_NO_PLACEHOLDERS: Mapping[str, Sequence[str]] = MappingProxyType({})


def load_rules(
    files: Iterable[tuple[str, bytes]], *, placeholders: Mapping[str, Sequence[str]] = _NO_PLACEHOLDERS
) -> RuleSet:
    """Parse rule files, given as path and bytes, into the rules that can run and the faults of all others.

    Never raises for what is in a file, and takes bounded time and memory for each.

    placeholders  the values for `%name%` in fields with the modifier `expand`, as Sigma patterns. A placeholder with an
                  empty list of values never matches; one that is not listed is a fault.
    Rules, correlations and filters may name those of other files. Filters are applied to the rules they target. A
    correlation names the rules it combines by their ids, whatever its file says, and comes after those it builds on.
    An id or name that is already taken is a fault of the later document. A rule without a level is medium.
    """
    loaded: list[Rule | Correlation | Filter] = []
    faults: list[Fault] = []
    for path, data in files:
        documents, broken = _parse_file(path, data, placeholders)
        loaded += documents
        faults += broken
    return _link(loaded, faults)


def silenced_rules(ruleset: RuleSet) -> frozenset[str]:
    """The ids of rules and correlations that detect nothing on their own, but only feed correlations.

    These are the ones that correlations combine, if none of those correlations says `generate: true`.
    """
    combined = {name for correlation in ruleset.correlations for name in correlation.rules}
    generated = {name for correlation in ruleset.correlations if correlation.generate for name in correlation.rules}
    return frozenset(combined - generated)


def _parse_file(
    path: str, data: bytes, placeholders: Mapping[str, Sequence[str]]
) -> tuple[list[Rule | Correlation | Filter], list[Fault]]:
    workshop = Workshop(placeholders)
    documents: list[Rule | Correlation | Filter] = []
    faults: list[Fault] = []
    for table in read_tables(data):
        if len(faults) >= MAX_FINDINGS:
            line = table.line or 1
            faults.append(Fault(Place(path, line), "too much is wrong with this file; the rest of it was not read"))
            break
        if isinstance(table, RuleError):
            faults.append(Fault(Place(path, table.line or 1), table.message))
            continue
        document, broken = parse_document(path, table, workshop)
        faults += broken
        if document is not None:
            documents.append(document)
    return documents, faults


def _link(loaded: Sequence[Rule | Correlation | Filter], faults: list[Fault]) -> RuleSet:
    unique, duplicates = without_duplicates(item for item in loaded if not isinstance(item, Filter))
    rules, misses = apply_filters(
        [rule for rule in unique if isinstance(rule, Rule)], [item for item in loaded if isinstance(item, Filter)]
    )
    correlations, unresolved = resolve_correlations(rules, [item for item in unique if isinstance(item, Correlation)])
    return RuleSet(tuple(rules), tuple(correlations), (*faults, *duplicates, *misses, *unresolved))
