"""Questions: what a hunt looks for, and how it is found in a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
import orjson
import pyarrow as pa

from otasuke.detect.detection import Evidence
from otasuke.detect.evaluate import members
from otasuke.detect.explain import explain
from otasuke.detect.indicators.observables import Observable, written
from otasuke.detect.rule import Atom, Expr, FieldRef, Level, Not, Place, Rule
from otasuke.events import Event, LogSource
from otasuke.lake.columns import FIELD, OTHERS
from otasuke.lake.hunting.masks import rows_where
from otasuke.lake.hunting.rows import Column, OpenPart, RowNumbers, Rows
from otasuke.lake.hunting.tokens import tokens_in
from otasuke.lake.hunting.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Hit:
    """An event that was found.

    event    with the fields that were looked at, or with all if that was asked for.
    title    of the rule; "" for other questions.
    matched  what made it a hit.
    """

    tenant: str
    event: Event
    title: str
    matched: tuple[Evidence, ...]


@dataclass(slots=True)
class Answer:
    """What one part, or several, gave.

    hits    the first ones, up to the limit.
    found   how many there are.
    counts  by rule or indicator, how many events; `by_tenant` how many hits.
    """

    hits: list[Hit] = field(default_factory=list)
    found: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    by_tenant: Counter[str] = field(default_factory=Counter)


class Question(Protocol):
    """Something that can be looked for. `find` raises LakeError, OSError."""

    def find(self, part: OpenPart, *, limit: int, whole: bool) -> Answer:
        """Every event of the part that answers it; `limit` of them with their fields, or with all fields."""


class Condition:
    """Events for which an expression is true."""

    def __init__(self, expression: Expr) -> None:
        self._rule = Rule("", "", Level.LOW, LogSource(), expression, Place("", 0))

    def find(self, part: OpenPart, *, limit: int, whole: bool) -> Answer:
        """See Question."""
        with part.rows() as rows:
            found = rows_where(self._rule.condition, rows, rows.all)
            return _answer(self._rule, found, rows, limit=limit, whole=whole)


class Rules:
    """Events that rules are true for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    def find(self, part: OpenPart, *, limit: int, whole: bool) -> Answer:
        """See Question."""
        applying = self._rules
        if part.index is not None:
            sources = {source for text in part.index.logsources for source in _logsources(text)}
            applying = tuple(rule for rule in applying if any(map(rule.logsource.covers, sources)))
        answer = Answer()
        if applying:
            with part.rows() as rows:
                for rule in applying:
                    among = _of_logsource(rule.logsource, rows)
                    found = rows_where(rule.condition, rows, among) if len(among) else among
                    add(answer, _answer(rule, found, rows, limit=limit, whole=whole), limit=limit)
        return answer


class Indicators:
    """Events that show indicators."""

    def __init__(self, indicators: Iterable[Observable]) -> None:
        self._wanted = Wanted(indicators)

    def find(self, part: OpenPart, *, limit: int, whole: bool) -> Answer:
        """See Question."""
        columns: set[str] | None = None
        if part.index is not None and self._wanted.is_indexed:
            columns = self._wanted.columns_of(part.index)
            if not columns:
                return Answer()
        with part.rows() as rows:
            names = [
                name for name in (*(FIELD + one for one in rows.fields), OTHERS) if columns is None or name in columns
            ]
            sightings = {name: self._sightings(column) for name in names if (column := _column_of(rows, name))}
            sightings = {name: seen for name, seen in sightings.items() if seen}
            return self._answer(sightings, rows, limit=limit, whole=whole) if sightings else Answer()

    def _sightings(self, column: Column) -> dict[int, list[Observable]]:
        """By the number of a value the indicators that it shows."""
        candidates: Iterable[int] = range(len(column.values))
        if self._wanted.is_indexed:
            texts = column.texts
            candidates = self._wanted.texts_with(
                tokens_in(pa.array(map("\n".join, column.values)) if texts is None else texts)
            )
        seen = {
            number: [one for text in members(column.values[number]) for one in self._wanted.sightings(text)]
            for number in candidates
        }
        return {number: found for number, found in seen.items() if found}

    def _answer(
        self, sightings: Mapping[str, Mapping[int, Sequence[Observable]]], rows: Rows, *, limit: int, whole: bool
    ) -> Answer:
        by_indicator: dict[Observable, list[RowNumbers]] = {}
        for name, seen in sightings.items():
            column = _column_of(rows, name)
            assert column is not None
            for number, places in _rows_by_code(column, rows.all, seen).items():
                for indicator in dict.fromkeys(seen[number]):
                    by_indicator.setdefault(indicator, []).append(places)
        found = {indicator: np.unique(np.concatenate(parts)) for indicator, parts in by_indicator.items()}
        every = np.unique(np.concatenate([rows.all[:0], *found.values()]))
        fields = None if OTHERS in sightings else [name.removeprefix(FIELD) for name in sightings]
        events = rows.events(every[:limit].tolist(), None if whole else fields)
        hits = [
            self._hit(rows.part.owner_of(row), event, fields, whole=whole)
            for row, event in zip(every.tolist(), events, strict=False)
        ]
        counts = Counter({written(one): len(places) for one, places in found.items() if len(places)})
        return Answer(hits, len(every), counts, _by_owner(rows, every))

    def _hit(self, tenant: str, event: Event, fields: Sequence[str] | None, *, whole: bool) -> Hit:
        """fields: in which something was seen; None: one does not know before every field was looked at."""
        matched = tuple(self._evidence(event, event.fields if fields is None else fields))
        if fields is None and not whole:
            event = replace(event, fields={one.field: event.fields[one.field] for one in matched})
        return Hit(tenant, event, "", matched)

    def _evidence(self, event: Event, fields: Iterable[str]) -> Iterable[Evidence]:
        for name in fields:
            for value in members(event.fields.get(name)):
                yield from (Evidence(name, value, written(one)) for one in self._wanted.sightings(value))


def _column_of(rows: Rows, name: str) -> Column | None:
    return rows.others if name == OTHERS else rows.stored(name)


def add(answer: Answer, other: Answer, *, limit: int) -> None:
    """Take in another answer; of its hits as many as there is room for."""
    answer.hits += other.hits[: max(0, limit - len(answer.hits))]
    answer.found += other.found
    answer.counts += other.counts
    answer.by_tenant += other.by_tenant


def _answer(rule: Rule, found: RowNumbers, rows: Rows, *, limit: int, whole: bool) -> Answer:
    fields = fields_of(rule.condition)
    events = rows.events(found[:limit].tolist(), None if whole or fields is None else fields)
    hits = [
        Hit(rows.part.owner_of(row), event, rule.title, explain(rule, event))
        for row, event in zip(found.tolist(), events, strict=False)
    ]
    counts = Counter({rule.title: len(found)}) if rule.title and len(found) else Counter()
    return Answer(hits, len(found), counts, _by_owner(rows, found))


def _by_owner(rows: Rows, found: RowNumbers) -> Counter[str]:
    begin = rows.part.span.start
    counts = {
        tenant: int(np.sum((found >= own.start - begin) & (found < own.stop - begin)))
        for tenant, own in rows.part.owners
    }
    return Counter({tenant: count for tenant, count in counts.items() if count})


def fields_of(expression: Expr) -> frozenset[str] | None:
    """The fields that an expression looks at; None: all of them."""
    if isinstance(expression, Atom):
        if expression.field is None:
            return None
        other = {expression.test.field} if isinstance(expression.test, FieldRef) else set()
        return frozenset({expression.field, *other})
    parts = [fields_of(part) for part in ([expression.part] if isinstance(expression, Not) else expression.parts)]
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None


def _of_logsource(wanted: LogSource, rows: Rows) -> RowNumbers:
    column = rows.logsources()
    covered = np.array([*(any(map(wanted.covers, _logsources(str(text)))) for text in column.values), False])
    among: RowNumbers = rows.all[covered[column.codes[rows.all]]]
    return among


def _rows_by_code(column: Column, among: RowNumbers, codes: Iterable[int]) -> dict[int, RowNumbers]:
    """By the number of a value the rows that have it."""
    wanted = np.zeros(len(column.values) + 1, dtype=np.bool_)
    wanted[list(codes)] = True
    places = among[wanted[column.codes[among]]]
    order = np.argsort(column.codes[places], kind="stable")
    places = places[order]
    different, starts = np.unique(column.codes[places], return_index=True)
    return dict(zip(different.tolist(), np.split(places, starts[1:]), strict=True)) if len(places) else {}


@lru_cache(maxsize=4096)
def _logsources(text: str) -> tuple[LogSource, ...]:
    return tuple(LogSource(*parts) for parts in orjson.loads(text))
