"""Parsed JSON records of one shape → columns, without an event in between.

Records are taken apart level by level, all of them at once: those whose objects have the same keys, and values of the
same types, stay together and are moved as columns. What the leaves of such a block become is found out once, by asking
the shape about a record of that structure whose leaves are marks. What comes out is what `to_columns` makes of the
events of the same records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
Fields: TypeAlias = Mapping[str, int | tuple[int, ...]]
"""By name the number of a leaf, or of the leaves of a list."""

_LONGEST_LIST = 16
MOST_LEAVES = 256
_MOST_KNOWN = 4096
_MOST_KNOWN_LEAVES = 1 << 16
_MOST_KNOWN_SIGNS = 1 << 22
_BOOLEANS = {True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Records of one structure and class, by column.

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
class _Block:
    """Records that look alike as far as they were taken apart.

    leaves   path, type and values of what is no container.
    open     path and values of the containers that are still whole.
    """

    positions: list[int]
    leaves: list[tuple[Path, type, Sequence[Any]]]
    open: list[tuple[Path, Sequence[Any]]]

    def part(self, chosen: Sequence[int]) -> _Block:
        """The same for some of the rows."""
        return _Block(
            [self.positions[row] for row in chosen],
            [(path, kind, [values[row] for row in chosen]) for path, kind, values in self.leaves],
            [(path, [values[row] for row in chosen]) for path, values in self.open],
        )


@dataclass(slots=True)
class Layouts:
    """Reads records of one shape; remembers the structures and the classes that it saw."""

    shape: Shape
    _fields: dict[tuple[tuple[Path, type], ...], Fields | None] = field(default_factory=dict)
    _classes: dict[Keys, tuple[_Kind, Class]] = field(default_factory=dict)
    _leaves: int = 0
    _signs: int = 0

    def read(self, records: Sequence[Record], zone: tzinfo) -> tuple[list[Rows], list[int]]:
        """The records by structure and class, and the positions of those that have to be read as events."""
        rows: list[Rows] = []
        left: list[int] = []
        blocks = [_Block(list(range(len(records))), [], [((), records)])] if records else []
        while blocks:
            block = blocks.pop()
            if block.open:
                blocks += _taken_apart(block) if len(block.leaves) <= MOST_LEAVES else []
                left += block.positions if len(block.leaves) > MOST_LEAVES else []
                continue
            fields = self._fields_of(block)
            if fields is None:
                left += block.positions
            else:
                rows += self._rows(block, fields, zone)
        self._forget()
        return rows, sorted(left)

    def _fields_of(self, block: _Block) -> Fields | None:
        """What the leaves of the block become; None if its records are for their normaliser alone."""
        structure = tuple((path, kind) for path, kind, _ in block.leaves)
        if structure not in self._fields:
            self._fields[structure] = fields_of(self.shape, [path for path, _ in structure])
            self._leaves += len(structure)
        return self._fields[structure]

    def _forget(self) -> None:
        if len(self._fields) > _MOST_KNOWN or self._leaves > _MOST_KNOWN_LEAVES:
            self._fields.clear()
            self._leaves = 0
        if len(self._classes) > _MOST_KNOWN or self._signs > _MOST_KNOWN_SIGNS:
            self._classes.clear()
            self._signs = 0

    def _rows(self, block: _Block, fields: Fields, zone: tzinfo) -> Iterator[Rows]:
        leaves = [_texts(kind, values) for _, kind, values in block.leaves]
        columns: dict[str, Sequence[Value]] = {
            name: leaves[at] if isinstance(at, int) else list(zip(*(leaves[one] for one in at), strict=True))
            for name, at in fields.items()
        }
        by_class = self._by_class(columns, len(block.positions))
        for kind, chosen in by_class:
            part = columns
            if len(by_class) > 1:
                part = {name: [column[row] for row in chosen] for name, column in columns.items()}
            yield self._rows_of(kind, [block.positions[row] for row in chosen], part, zone)

    def _by_class(self, fields: Mapping[str, Sequence[Value]], count: int) -> list[tuple[Class, Sequence[int]]]:
        """Each class with the rows that are of it."""
        columns = [_key_texts(fields.get(key), count) for key in self.shape.keys]
        found = (
            {keys: self._class(keys) for keys in set(zip(*columns, strict=True))} if columns else {(): self._class(())}
        )
        if len({key for key, _ in found.values()}) == 1:
            return [(next(iter(found.values()))[1], range(count))]
        chosen: dict[_Kind, tuple[Class, list[int]]] = {}
        for row, keys in enumerate(zip(*columns, strict=True)):
            key, kind = found[keys]
            chosen.setdefault(key, (kind, []))[1].append(row)
        return list(chosen.values())

    def _class(self, keys: Keys) -> tuple[_Kind, Class]:
        if keys not in self._classes:
            kind = self.shape.classify(keys)
            self._classes[keys] = (kind.logsources, tuple(kind.aliases.items())), kind
            self._signs += sum(len(key or "") for key in keys)
        return self._classes[keys]

    def _rows_of(self, kind: Class, positions: list[int], fields: Mapping[str, Sequence[Value]], zone: tzinfo) -> Rows:
        count = len(positions)
        return Rows(
            positions=positions,
            kind=kind,
            fields=_with_aliases(fields, kind),
            times=_times(self.shape, fields, zone, count),
            sensors=_firsts(fields, self.shape.sensors, count),
            numbers=[record_number(text, -1) for text in _firsts(fields, self.shape.records, count)],
        )


def _taken_apart(block: _Block) -> list[_Block]:
    """The block with the last of its open containers taken apart; in several blocks if they are not alike."""
    path, nodes = block.open[-1]
    looks: list[Any] = list(map(tuple, nodes)) if isinstance(nodes[0], dict) else list(map(len, nodes))
    if looks.count(looks[0]) < len(looks):
        return _split(block, looks)
    if isinstance(nodes[0], dict):
        members = [(*path, key) for key in looks[0]]
        columns = list(zip(*[node.values() for node in nodes], strict=True))
    elif looks[0] > _LONGEST_LIST:
        return [_Block(block.positions, [], [])]
    else:
        members = [(*path, at) for at in range(looks[0])]
        columns = list(zip(*nodes, strict=True))
    leaves, containers = list(block.leaves), block.open[:-1]
    for member, values in zip(members, columns, strict=True):
        kinds = list(map(type, values))
        if kinds.count(kinds[0]) < len(kinds):
            return _split(block, [tuple(map(type, _values(node))) for node in nodes])
        if kinds[0] in (dict, list):
            containers.append((member, values))
        elif values[0] is not None:
            leaves.append((member, kinds[0], values))
    return [_Block(block.positions, leaves, containers)]


def _values(node: Any) -> Any:
    return node.values() if isinstance(node, dict) else node


def _split(block: _Block, looks: Sequence[Any]) -> list[_Block]:
    alike: dict[Any, list[int]] = defaultdict(list)
    for row, look in enumerate(looks):
        alike[look].append(row)
    return [block.part(rows) for rows in alike.values()]


def fields_of(shape: Shape, paths: Sequence[Path]) -> Fields | None:
    """What the leaves at these paths become; None if a record that has them is for its normaliser alone."""
    if not paths or len(paths) > MOST_LEAVES:
        return None
    if any(_is_below(path, container) for container in shape.beyond for path in paths):
        return None
    fields = shape.fields_of(_marked(paths))
    return {name: _leaf_numbers(value) for name, value in fields.items()}


def _is_below(path: Path, container: str) -> bool:
    keys = tuple(container.split("."))
    return path[: len(keys)] == keys


def _marked(paths: Sequence[Path]) -> dict[str, Any]:
    """A record with the number of each leaf, as text, in its place."""
    record: dict[Any, Any] = {}
    for number, path in enumerate(paths):
        node = record
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = str(number)
    found = _with_lists(record)
    assert isinstance(found, dict)
    return found


def _with_lists(node: Any) -> Any:
    """Objects whose keys are places become lists."""
    if not isinstance(node, dict):
        return node
    members = {key: _with_lists(value) for key, value in node.items()}
    return [members[at] for at in sorted(members)] if isinstance(next(iter(members)), int) else members


def _leaf_numbers(value: Value) -> int | tuple[int, ...]:
    return int(value) if isinstance(value, str) else tuple(int(one) for one in value)


def _texts(kind: type, values: Sequence[Any]) -> Sequence[str]:
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
