"""The plan: everything about a rule set that does not depend on the events, ready for the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import MAX_KEYS, SPARE_FIELDS
from otasuke.detect.plan.atoms import AtomTable
from otasuke.detect.plan.clauses import Alternative, ClauseChooser, atoms_of
from otasuke.detect.plan.fold import fold_table
from otasuke.detect.plan.index import IndexBuilder, common_grams
from otasuke.detect.plan.keywords import GRAM, group_keywords, keyword_literal, step_of
from otasuke.detect.plan.literals import Needle
from otasuke.detect.plan.programs import FAILED, Programs
from otasuke.detect.rule import Atom, Rule, Test
from otasuke.events import LogSource

_READ_AHEAD = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled rule set.

    tables    the kernel's static tables by name.
    fields    the fields that rules name; a field's number is its position here plus MAX_KEYS.
    sources   the rules' log sources; a number in the table `rules` is a position here.
    asked     by atom number: what the kernel leaves to Python.
    keywords  by atom number: what is looked for in the whole line, and what else Python decides from the whole event.
    heard     [keyword group, log source]: whether a rule of that log source looks for a keyword of the group.
    searched  [field number, log source]: whether a rule of that log source looks for something in the field.
    always    [alternative, log source] of the alternatives with nothing to look for.
    """

    tables: Mapping[str, npt.NDArray[np.generic]]
    fields: tuple[str, ...]
    sources: tuple[LogSource, ...]
    asked: Mapping[int, Test]
    keywords: Mapping[int, Atom]
    heard: npt.NDArray[np.bool_]
    searched: npt.NDArray[np.bool_]
    always: npt.NDArray[np.int32]
    rules: int


def compile_plan(rules: Sequence[Rule]) -> Plan:
    """Compile rules; a rule's number is its position."""
    return _Compiler(tuple(rules)).plan()


class _Compiler:
    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._atoms = AtomTable(MAX_KEYS)
        self._programs = Programs(self._atoms)
        self._sources: dict[LogSource, int] = {}
        self._alternatives: list[tuple[int, int, int]] = []
        self._always: list[tuple[int, int]] = []
        self._uses: dict[Needle, list[tuple[int, int]]] = {}
        self._keyword_uses: dict[int, list[tuple[int, int]]] = {}
        self._keyword_sources: set[tuple[int, int]] = set()
        self._heard: npt.NDArray[np.bool_] = np.zeros((0, 0), dtype=np.bool_)
        self._searched: set[tuple[int, int]] = set()

    def plan(self) -> Plan:
        chooser = ClauseChooser(self._rules)
        sources = [self._sources.setdefault(rule.logsource, len(self._sources)) for rule in self._rules]
        for number, rule in enumerate(self._rules):
            keywords = (atom for atom in atoms_of(rule.condition) if atom.field is None)
            self._keyword_sources.update((self._atoms.number(atom), sources[number]) for atom in keywords)
            for alternative in chooser.alternatives(rule.condition):
                self._add(number, sources[number], alternative)
        fields = MAX_KEYS + len(self._atoms.fields) + SPARE_FIELDS
        needle_rows, needle_uses = _grouped(list(self._uses.values()))
        empty: list[tuple[int, int]] = []
        keyword_rows, keyword_uses = _grouped([self._keyword_uses.get(k, empty) for k in range(len(self._atoms.rows))])
        tables = {
            **self._index(fields),
            "atoms": _table(self._atoms.rows, 6),
            "parts": _table(self._atoms.parts, 2),
            "programs": _table(self._programs.steps, 3),
            "alternatives": _table(self._alternatives, 3),
            "rules": np.array(sources, dtype=np.int32),
            "needles": needle_rows,
            "needle_uses": needle_uses,
            "keyword_needles": keyword_rows,
            "keyword_uses": keyword_uses,
            "fold": fold_table(),
            "literals": np.frombuffer(bytes(self._atoms.literals.data) + bytes(_READ_AHEAD), dtype=np.uint8).copy(),
        }
        searched = np.zeros((fields, len(self._sources)), dtype=np.bool_)
        for field, source in self._searched:
            searched[field, source] = True
        return Plan(
            tables=tables,
            fields=tuple(self._atoms.fields),
            sources=tuple(self._sources),
            asked=self._atoms.asked,
            keywords=self._atoms.keywords,
            heard=self._heard,
            searched=searched,
            always=_table(self._always, 2)[:-1],
            rules=len(self._rules),
        )

    def _add(self, rule: int, source: int, alternative: Alternative) -> None:
        number = len(self._alternatives)
        condition = self._programs.add(alternative.condition)
        if condition == FAILED:
            return
        self._alternatives.append((rule, condition, self._programs.add(alternative.proved)))
        if alternative.clause is None:
            self._always.append((number, source))
            return
        for atom, needle in alternative.clause.needles:
            self._use(atom, needle, (number, int(alternative.clause.proves)))
            if needle:
                self._searched.add((self._atoms.field(needle.field), source))

    def _use(self, atom: Atom, needle: Needle | None, use: tuple[int, int]) -> None:
        if needle is None:
            self._keyword_uses.setdefault(self._atoms.number(atom), []).append(use)
        else:
            uses = self._uses.setdefault(needle, [])
            if use not in uses[-1:]:
                uses.append(use)

    def _index(self, fields: int) -> dict[str, npt.NDArray[np.generic]]:
        builder = IndexBuilder(self._atoms.literals, common_grams(needle.literal for needle in self._uses))
        for number, needle in enumerate(self._uses):
            builder.add(number, self._atoms.field(needle.field), needle)
        groups, self._heard = self._add_keywords(builder)
        index = builder.build(fields)
        return {
            "field_index": index.field_index,
            "gram_filter": index.gram_filter,
            "gram_table": index.gram_table,
            "postings": index.postings,
            "keyword_filter": index.keyword_filter,
            "keyword_groups": groups,
        }

    def _add_keywords(self, builder: IndexBuilder) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Index the keywords; per group how far apart to sample and whether some are short, and who needs the group."""
        literals = {number: keyword_literal(atom.test) for number, atom in self._atoms.keywords.items()}
        grouped = group_keywords(self._keyword_sources, literals, tuple(self._sources))
        groups = np.zeros((len(grouped) + 1, 2), dtype=np.int32)
        wanted = np.zeros((len(grouped), len(self._sources)), dtype=np.bool_)
        for number, (atoms, sources) in enumerate(grouped):
            step = step_of(literals[atom] for atom in atoms)
            groups[number] = (step, any(0 < len(literals[atom]) < GRAM for atom in atoms))
            wanted[number, sorted(sources)] = True
            for atom in sorted(atoms):
                if literals[atom]:
                    builder.add_keyword(atom, number, literals[atom], step)
        return groups, wanted


def _grouped(groups: list[list[tuple[int, int]]]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Lists one behind the other, and for each where it begins and how long it is."""
    lengths = [len(group) for group in groups]
    starts = np.cumsum([0, *lengths])[:-1]
    rows = np.array(list(zip(starts, lengths, strict=True)), dtype=np.int32).reshape(-1, 2)
    return rows, _table([use for group in groups for use in group], 2)


def _table(rows: Sequence[tuple[int, ...]], columns: int) -> npt.NDArray[np.int32]:
    """Rows as a table; one spare row keeps empty tables addressable."""
    return np.array([*rows, (0,) * columns], dtype=np.int32).reshape(-1, columns)
