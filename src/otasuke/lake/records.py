"""Parsed JSON records of one shape → columns, without an event in between.

Records with the same keys and kinds of values at every level have the same layout. What a layout's leaves become is
found out once, by asking the shape about a record of that layout whose leaves are marks; then every leaf of all such
records is moved at once. What comes out is what `to_columns` makes of the events of the same records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeAlias

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape, with_aliases
from otasuke.normalise.shaped import record_number
from otasuke.normalise.times import parse_time

Path: TypeAlias = tuple[str | int, ...]
Record: TypeAlias = Mapping[str, Any]
_Kind: TypeAlias = tuple[tuple[LogSource, ...], tuple[tuple[str, str], ...]]

_LONGEST_LIST = 16
_MOST_LEAVES = 256
_MOST_LAYOUTS = 4096
_BOOLEANS = {True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Records of one layout and class, by column.

    positions  of the records among those that were given.
    fields     by name the values of every record.
    """

    positions: Sequence[int]
    kind: Class
    fields: Mapping[str, Sequence[Value]]
    times: Sequence[datetime | None]
    sensors: Sequence[str]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the leaves are, and what the shape makes of them.

    leaves  the path of each, and the type of its value.
    fields  by name the leaf, or the leaves of a list.
    """

    leaves: tuple[tuple[Path, type], ...]
    fields: Mapping[str, int | tuple[int, ...]]


@dataclass(slots=True)
class Layouts:
    """Reads records of one shape; remembers the layouts that it saw."""

    shape: Shape
    _levels: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = field(default_factory=dict)
    _layouts: dict[tuple[int, ...], _Layout | None] = field(default_factory=dict)
    _classes: dict[Keys, tuple[_Kind, Class]] = field(default_factory=dict)

    def read(self, records: Sequence[Record], zone: tzinfo) -> tuple[list[Rows], list[int]]:
        """The records by layout and class, and the positions of those that have to be read as events."""
        by_layout: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for position, record in enumerate(records):
            by_layout[self._signature(record)].append(position)
        rows: list[Rows] = []
        left: list[int] = []
        for signature, positions in by_layout.items():
            layout = self._layout(signature, records[positions[0]])
            if layout is None:
                left += positions
            else:
                rows += self._rows(layout, records, positions, zone)
        self._forget()
        return rows, sorted(left)

    def _signature(self, record: Record) -> tuple[int, ...]:
        signature: list[int] = []
        self._sign(record, signature)
        return tuple(signature)

    def _sign(self, node: Any, signature: list[int]) -> None:
        """Add the numbers of the levels from `node` on."""
        level = (*node, *map(type, node.values())) if type(node) is dict else tuple(map(type, node))
        known = self._levels.get(level)
        if known is None:
            known = self._levels[level] = (len(self._levels), _containers(node))
        number, inner = known
        signature.append(number)
        for key in inner:
            self._sign(node[key], signature)

    def _layout(self, signature: tuple[int, ...], record: Record) -> _Layout | None:
        if signature not in self._layouts:
            self._layouts[signature] = _layout_of(self.shape, record)
        return self._layouts[signature]

    def _forget(self) -> None:
        if len(self._levels) > _MOST_LAYOUTS or len(self._layouts) > _MOST_LAYOUTS:
            self._levels.clear()
            self._layouts.clear()
        if len(self._classes) > _MOST_LAYOUTS:
            self._classes.clear()

    def _rows(self, layout: _Layout, records: Sequence[Record], positions: list[int], zone: tzinfo) -> Iterable[Rows]:
        leaves = _leaf_columns(layout, [records[position] for position in positions])
        fields: dict[str, Sequence[Value]] = {
            name: leaves[at] if isinstance(at, int) else list(zip(*(leaves[one] for one in at), strict=True))
            for name, at in layout.fields.items()
        }
        by_class = self._by_class(fields, len(positions))
        for kind, chosen in by_class:
            part = fields
            if len(by_class) > 1:
                part = {name: [column[at] for at in chosen] for name, column in fields.items()}
            yield self._rows_of(kind, [positions[at] for at in chosen], part, zone)

    def _by_class(self, fields: Mapping[str, Sequence[Value]], count: int) -> list[tuple[Class, list[int]]]:
        """Each class with the rows that are of it."""
        columns = [_key_texts(fields.get(key), count) for key in self.shape.keys]
        if not columns:
            return [(self.shape.classify(()), list(range(count)))]
        chosen: dict[_Kind, tuple[Class, list[int]]] = {}
        for row, keys in enumerate(zip(*columns, strict=True)):
            if keys not in self._classes:
                kind = self.shape.classify(keys)
                self._classes[keys] = (kind.logsources, tuple(kind.aliases.items())), kind
            key, kind = self._classes[keys]
            chosen.setdefault(key, (kind, []))[1].append(row)
        return list(chosen.values())

    def _rows_of(self, kind: Class, positions: list[int], fields: Mapping[str, Sequence[Value]], zone: tzinfo) -> Rows:
        count = len(positions)
        names = _firsts(fields, self.shape.records, count)
        return Rows(
            positions=positions,
            kind=kind,
            fields=_with_aliases(fields, kind),
            times=_times(self.shape, fields, zone, count),
            sensors=_firsts(fields, self.shape.sensors, count),
            numbers=[record_number(text, -1) for text in names],
        )


def _containers(node: Any) -> tuple[Any, ...]:
    items = node.items() if type(node) is dict else enumerate(node)
    return tuple(key for key, value in items if type(value) in (dict, list))


def _layout_of(shape: Shape, record: Record) -> _Layout | None:
    """The layout of a record; None if it is one for its normaliser alone."""
    leaves: list[tuple[Path, type]] = []
    try:
        marked = _marked(record, (), leaves)
    except _TooMuch:
        return None
    if any(_has(record, container) for container in shape.beyond):
        return None
    fields = shape.fields_of(marked)
    return _Layout(tuple(leaves), {name: _leaf_numbers(value) for name, value in fields.items()})


class _TooMuch(Exception):
    """More lists or leaves than a layout is worth."""


def _marked(node: Any, path: Path, leaves: list[tuple[Path, type]]) -> Any:
    """The same structure with the numbers of its leaves, as text, in their place."""
    if isinstance(node, dict):
        return {key: _marked(value, (*path, key), leaves) for key, value in node.items()}
    if isinstance(node, list):
        if len(node) > _LONGEST_LIST:
            raise _TooMuch
        return [_marked(value, (*path, at), leaves) for at, value in enumerate(node)]
    if node is None:
        return None
    if len(leaves) >= _MOST_LEAVES:
        raise _TooMuch
    leaves.append((path, type(node)))
    return str(len(leaves) - 1)


def _leaf_numbers(value: Value) -> int | tuple[int, ...]:
    return int(value) if isinstance(value, str) else tuple(int(one) for one in value)


def _has(record: Record, container: str) -> bool:
    node: Any = record
    for key in container.split("."):
        if not isinstance(node, Mapping) or key not in node:
            return False
        node = node[key]
    return True


def _leaf_columns(layout: _Layout, records: Sequence[Any]) -> list[list[str]]:
    """By leaf its value in every record, as text."""
    nodes: dict[Path, Sequence[Any]] = {(): records}
    return [_texts(kind, _column(nodes, path)) for path, kind in layout.leaves]


def _column(nodes: dict[Path, Sequence[Any]], path: Path) -> list[Any]:
    """What stands at a path in every record; `nodes` remembers the containers on the way."""
    parent, key = path[:-1], path[-1]
    if parent not in nodes:
        nodes[parent] = _column(nodes, parent)
    return [node[key] for node in nodes[parent]]


def _texts(kind: type, values: list[Any]) -> list[str]:
    if kind is str:
        return values
    if kind is bool:
        return [_BOOLEANS[value] for value in values]
    return [str(value) for value in values]


def _key_texts(column: Sequence[Value] | None, count: int) -> Sequence[str | None]:
    if column is None:
        return [None] * count
    return [value if isinstance(value, str) else ",".join(value) for value in column]


def _firsts(fields: Mapping[str, Sequence[Value]], names: tuple[str, ...], count: int) -> list[str]:
    """For each row the first text of these fields; "" if there is none."""
    found = [""] * count
    for name in names:
        if name in fields and not all(found):
            texts = (value if isinstance(value, str) else value[0] for value in fields[name])
            found = [have or text for have, text in zip(found, texts, strict=True)]
    return found


def _with_aliases(fields: Mapping[str, Sequence[Value]], kind: Class) -> Mapping[str, Sequence[Value]]:
    return with_aliases(dict(fields), kind.aliases)  # type: ignore[arg-type]  # it only moves what stands behind a name


def _times(shape: Shape, fields: Mapping[str, Sequence[Value]], zone: tzinfo, count: int) -> list[datetime | None]:
    found: list[datetime | None] = [None] * count
    for name in shape.times:
        if name in fields and None in found:
            read = zone if name in shape.local_times else UTC
            found = [
                have or (parse_time(value, read) if isinstance(value, str) else None)
                for have, value in zip(found, fields[name], strict=True)
            ]
    return found
