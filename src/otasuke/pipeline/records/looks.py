"""Looks: what the records of one structure are, and what their leaves become. Found out once, from one record.

Of which source a record is may depend on its values, and so may its class. Which values were looked at to tell is noted;
where those are the same again, so is the answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.record_layout import CHAIN_LEAVES, IS_LOCAL
from otasuke.events import Value
from otasuke.events.shape import Shape, with_aliases
from otasuke.lake.columns import sources_text
from otasuke.lake.records import Fields, fields_of
from otasuke.normalise.base import Context, JsonSource
from otasuke.normalise.plain import shaped_source
from otasuke.pipeline.records.structures import Structure
from otasuke.pipeline.records.watched import Watched

Chain: TypeAlias = tuple[int, ...]
"""Leaves of which the first that says something counts. A time of the computer's own zone has IS_LOCAL added."""

_CONTEXT = Context(datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What records are, as columns. Each is there once.

    fields   by name a leaf; or the leaves of a list, also where it is one list.
    singles  the names of those that are no lists, and in `leaves` their leaves; `lists` are the others.
    """

    source: JsonSource
    logsources: str
    fields: Fields
    times: Chain
    sensors: Chain
    records: Chain
    singles: tuple[str, ...] = field(init=False)
    leaves: npt.NDArray[np.int32] = field(init=False)
    lists: Mapping[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        singles = {name: leaf for name, leaf in self.fields.items() if isinstance(leaf, int)}
        object.__setattr__(self, "singles", tuple(singles))
        object.__setattr__(self, "leaves", np.array(list(singles.values()), np.int32))
        lists = {name: leaves for name, leaves in self.fields.items() if isinstance(leaves, tuple)}
        object.__setattr__(self, "lists", lists)


@dataclass(frozen=True, slots=True)
class Decided:
    """A look, and by the values of which leaves that was told. look: None if the record is for Python."""

    look: Look | None
    leaves: frozenset[int]


def decide(
    record: dict[str, Any], structure: Structure, texts: Sequence[Value], sources: tuple[JsonSource, ...]
) -> Decided:
    """What a record is. structure, texts: what `Structures.learn` says of it."""
    seen: set[int] = set()
    source = shaped_source(Watched(record, seen, itertools.count()), sources)
    if source is None or source.shape is None:
        return Decided(None, frozenset(seen))
    fields = fields_of(source.shape, [leaf.path for leaf in structure.leaves])
    if fields is None:
        return Decided(None, frozenset(seen))
    for key in source.shape.keys:
        value = fields.get(key, ())
        seen.update((value,) if isinstance(value, int) else value)
    return Decided(_look(source, record, fields, texts), frozenset(seen))


def _look(source: JsonSource, record: dict[str, Any], fields: Fields, texts: Sequence[Value]) -> Look | None:
    shape = source.shape
    assert shape is not None
    found = {name: _value(leaves, texts) for name, leaves in fields.items()}
    kind = shape.class_of(found)
    fields_with_aliases: dict[str, Any] = with_aliases(dict(fields), kind.aliases)  # type: ignore[arg-type]  # it only moves what stands behind a name
    event = source.to_event(record, _CONTEXT, 0)
    if (event.fields, event.logsources) != (with_aliases(found, kind.aliases), kind.logsources):
        return None  # the normaliser does more than its shape says
    chains = [_times(shape, fields), _chain(fields, shape.sensors), _chain(fields, shape.records)]
    times, sensors, records = chains
    if times is None or sensors is None or records is None:
        return None
    return Look(source, sources_text(kind.logsources), fields_with_aliases, times, sensors, records)


def _value(leaves: int | tuple[int, ...], texts: Sequence[Value]) -> Value:
    if isinstance(leaves, int):
        return texts[leaves]
    parts = [texts[leaf] for leaf in leaves]
    return tuple(itertools.chain.from_iterable((one,) if isinstance(one, str) else one for one in parts))


def _times(shape: Shape, fields: Mapping[str, int | tuple[int, ...]]) -> Chain | None:
    """Lists are no times."""
    found = [
        leaf | (IS_LOCAL if name in shape.local_times else 0)
        for name in shape.times
        if isinstance(leaf := fields.get(name), int)
    ]
    return tuple(found) if len(found) <= CHAIN_LEAVES else None


def _chain(fields: Mapping[str, int | tuple[int, ...]], names: Sequence[str]) -> Chain | None:
    """None where one is a list: of that the first text counts."""
    found = [fields[name] for name in names if name in fields]
    leaves = tuple(leaf for leaf in found if isinstance(leaf, int))
    return leaves if len(leaves) == len(found) <= CHAIN_LEAVES else None
