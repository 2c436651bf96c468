"""Shape: how a source's JSON becomes Sigma fields, written as data.

One mapping serves two readers that must agree: `fields_of` reads a parsed object, and the detection kernel turns
the same shape into a table of paths and reads raw bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, TypeAlias

from otasuke.events import LogSource, Value

Keys: TypeAlias = tuple[str | None, ...]

LONGEST_PATH = 256
"""Characters of a path. No rule names a longer one; a line of a megabyte could spell out gigabytes of them."""

_DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class Class:
    """All events of one kind, such as Security 4688: they share log sources and derived fields.

    aliases  field → the field it copies where it is not sent itself (Image ← NewProcessName).
    """

    logsources: tuple[LogSource, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """The mapping from a source's JSON paths to Sigma fields.

    A path is the keys joined by dots. A member of a container in `strip` becomes a field by the rest of its path;
    every other leaf becomes a field by its whole path, which beyond LONGEST_PATH ends in a digest of itself instead of
    its last keys. `rename` gives fields that come from elsewhere: field → paths,
    the first one present wins, and it wins over a member of the same name.
    keys      the fields that choose an event's class.
    classify  values of `keys` → the class; total.
    enough    values of `keys` → how many of them, from the first, choose the class whatever the others are (at least 1).
    ignore_spaces  Defender writes spaces in its field names; drop them.
    times     the fields that may hold the event's time; the first readable one wins.
    local_times  those of them that are in the computer's own zone where they name none; the others are UTC.
    sensors   the fields that may name the reporting computer.
    records   the fields that may hold the record's own number.
    beyond    containers that paths cannot express; a record that has one is for `to_event` alone.
    """

    name: str
    keys: tuple[str, ...]
    classify: Callable[[Keys], Class]
    enough: Callable[[Keys], int] | None = None
    strip: tuple[str, ...] = ()
    rename: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignore_spaces: bool = False
    times: tuple[str, ...] = ()
    local_times: tuple[str, ...] = ()
    sensors: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    def paths_of(self, name: str) -> tuple[str, ...]:
        """Every path that can carry the field `name`, the one that wins first."""
        members = tuple(f"{container}.{name}" for container in self.strip)
        whole = () if name.startswith(self._prefixes()) else (name,)
        paths = (*self.rename.get(name, ()), *members, *whole)
        return tuple(path for path in paths if len(path) <= LONGEST_PATH)

    def fields_of(self, record: Mapping[str, Any]) -> dict[str, Value]:
        """The record's Sigma fields, without the aliases of its class."""
        flat = dict(_leaves(record, "", ignore_spaces=self.ignore_spaces))
        prefixes = self._prefixes()
        fields = dict(flat)
        if prefixes:
            fields = {path: value for path, value in flat.items() if not path.startswith(prefixes)}
        for prefix in reversed(prefixes):
            fields.update({path[len(prefix) :]: value for path, value in flat.items() if path.startswith(prefix)})
        for name, paths in self.rename.items():
            for path in reversed(paths):
                if path in flat:
                    fields[name] = flat[path]
        return fields

    def _prefixes(self) -> tuple[str, ...]:
        return tuple(container + "." for container in self.strip)

    def class_of(self, fields: Mapping[str, Value]) -> Class:
        """The class of an event with these fields."""
        return self.classify(tuple(_text(fields.get(key)) for key in self.keys))


def with_aliases(fields: dict[str, Value], aliases: Mapping[str, str]) -> dict[str, Value]:
    """The same dict, with every alias added whose field is absent and whose original is there."""
    for name, original in aliases.items():
        if name not in fields and original in fields:
            fields[name] = fields[original]
    return fields


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) or value is None else ",".join(value)


def _leaves(node: Mapping[str, Any], prefix: str, *, ignore_spaces: bool) -> Iterator[tuple[str, Value]]:
    for key, child in node.items():
        path = prefix + (key.replace(" ", "") if ignore_spaces else key)
        if len(path) > LONGEST_PATH:
            path = _shortened(path)
        if isinstance(child, str):
            yield path, child
        elif isinstance(child, dict):
            yield from _leaves(child, path + ".", ignore_spaces=ignore_spaces)
        elif isinstance(child, list):
            yield from _list_leaves(child, path, ignore_spaces=ignore_spaces)
        elif child is not None:
            yield path, scalar_text(child)


def _shortened(path: str) -> str:
    """A path of LONGEST_PATH characters that no other path shortens to."""
    digest = blake2b(path.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{path[: LONGEST_PATH - 2 * _DIGEST_BYTES - 1]}~{digest}"


def _list_leaves(items: list[Any], path: str, *, ignore_spaces: bool) -> Iterator[tuple[str, Value]]:
    """A list of scalars is one field with several values; objects in it give their members' values as lists."""
    values = tuple(scalar_text(item) for item in items if item is not None and not isinstance(item, (dict, list)))
    if values:
        yield path, values
    collected: dict[str, list[str]] = {}
    for item in items:
        if isinstance(item, dict):
            for name, value in _leaves(item, path + ".", ignore_spaces=ignore_spaces):
                collected.setdefault(name, []).extend((value,) if isinstance(value, str) else value)
    yield from ((name, tuple(found)) for name, found in collected.items())


def scalar_text(value: object) -> str:
    """A JSON scalar as the text that rules are matched against."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return str(value)
