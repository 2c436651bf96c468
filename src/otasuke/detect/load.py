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
from otasuke.detect.severity import SUFFIX, Relevel, parse_levels, relevel

_NO_PLACEHOLDERS: Mapping[str, Sequence[str]] = MappingProxyType({})


def load_rules(
    files: Iterable[tuple[str, bytes]], *, placeholders: Mapping[str, Sequence[str]] = _NO_PLACEHOLDERS
) -> RuleSet:
    """Parse rule files, given as path and bytes, into the rules that can run and the faults of all others.

    Never raises for what is in a file, and takes bounded time and memory for each.

    placeholders  the values for `%name%` in fields with the modifier `expand`, as Sigma patterns. A placeholder without
                  values never matches. One that is not listed has none, and is noted: its rule runs all the same.
    Rules, correlations and filters may name those of other files. Filters are applied to the rules they target. A
    correlation names the rules it combines by their ids, whatever its file says, and comes after those it builds on.
    An id or name that is already taken is a fault of the later document. A rule without a level is medium. A file whose
    name ends in .toml has other levels for the rules of all files.
    """
    loaded: list[Rule | Correlation | Filter] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    levels: list[Relevel] = []
    for path, data in files:
        if path.endswith(SUFFIX):
            found, broken = parse_levels(path, data)
            levels += found
            faults += broken
        else:
            loaded += _parse_file(path, data, Workshop(placeholders), faults, notes)
    return relevel(_link(loaded, faults, notes), levels)


def load_filters(files: Iterable[tuple[str, bytes]]) -> tuple[list[Filter], list[Fault]]:
    """The filters in rule files, not applied to anything, and what is wrong in these files. Never raises."""
    faults: list[Fault] = []
    loaded = [
        document
        for path, data in files
        if not path.endswith(SUFFIX)
        for document in _parse_file(path, data, Workshop(_NO_PLACEHOLDERS), faults, [])
    ]
    return [one for one in loaded if isinstance(one, Filter)], faults


def _parse_file(
    path: str, data: bytes, workshop: Workshop, all_faults: list[Fault], notes: list[Fault]
) -> list[Rule | Correlation | Filter]:
    """The documents of a file that can be run; what is wrong with the others is added to the lists."""
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
        document, broken, remarks = parse_document(path, table, workshop)
        faults += broken
        notes += remarks
        if document is not None:
            documents.append(document)
    all_faults += faults
    return documents


def _link(loaded: Sequence[Rule | Correlation | Filter], faults: list[Fault], notes: list[Fault]) -> RuleSet:
    unique, duplicates = without_duplicates(item for item in loaded if not isinstance(item, Filter))
    rules, misses, absent = apply_filters(
        [rule for rule in unique if isinstance(rule, Rule)], [item for item in loaded if isinstance(item, Filter)]
    )
    correlations, unresolved = resolve_correlations(rules, [item for item in unique if isinstance(item, Correlation)])
    return RuleSet(tuple(rules), tuple(correlations), (*faults, *duplicates, *misses, *unresolved), (*notes, *absent))
