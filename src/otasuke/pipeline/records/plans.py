"""Plans: which columns the records of some looks have, and which leaf of each look stands in which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.record_layout import CHAIN_LEAVES, NONE
from otasuke.pipeline.records.looks import Chain, Look

Numbers = npt.NDArray[np.int32]
MOST_FIELDS = 1024
"""Of looks whose records become columns together: every row takes room in every column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns of some looks, as the kernel wants to be told.

    names     of the fields, sorted; with each the number of its column: fields that are always equal share one.
    is_list   of each column.
    cells     by look and column the leaf, -1 if there is none, or below that which one of `lists`.
    copies    how often a leaf stands in the columns, at most.
    times     by look its chain; as `sensors` and `records`.
    logsources  of each look.
    """

    names: tuple[tuple[str, int], ...]
    is_list: Numbers
    cells: Numbers
    lists: Numbers
    list_leaves: Numbers
    copies: int
    times: Numbers
    sensors: Numbers
    records: Numbers
    logsources: tuple[str, ...]


def groups(looks: Sequence[Look]) -> Iterator[list[int]]:
    """Looks, by their places, whose records become columns together: they have not too many fields."""
    group: list[int] = []
    names: set[str] = set()
    for place, look in enumerate(looks):
        if group and len(names | look.fields.keys()) > MOST_FIELDS:
            yield group
            group, names = [], set()
        group.append(place)
        names.update(look.fields)
    if group:
        yield group


@lru_cache(maxsize=64)
def plan(looks: tuple[Look, ...]) -> Plan:
    """The columns of records that have one of these looks."""
    names = sorted(set().union(*(look.fields for look in looks)))
    lists = _Lists()
    cells = _cells(looks, names, lists)
    kept: dict[bytes, int] = {}
    numbers = [kept.setdefault(column.tobytes(), at) for at, column in enumerate(np.ascontiguousarray(cells.T))]
    chosen = sorted(kept.values())
    places = {at: place for place, at in enumerate(chosen)}
    cells = np.ascontiguousarray(cells[:, chosen])
    listed = {name for look in looks for name in look.lists}
    return Plan(
        names=tuple((name, places[number]) for name, number in zip(names, numbers, strict=True)),
        is_list=np.array([names[at] in listed for at in chosen], np.int32),
        cells=cells,
        lists=np.array(lists.rows or [(0, 0)], np.int32),
        list_leaves=np.array(lists.leaves or [0], np.int32),
        copies=max(lists.copies(row) for row in cells),
        times=_chains([look.times for look in looks]),
        sensors=_chains([look.sensors for look in looks]),
        records=_chains([look.records for look in looks]),
        logsources=tuple(look.logsources for look in looks),
    )


def _cells(looks: Sequence[Look], names: Sequence[str], lists: _Lists) -> Numbers:
    """By look and name what the kernel is told."""
    places = {name: place for place, name in enumerate(names)}
    cells = np.full((len(looks), len(names)), NONE, np.int32)
    for row, look in zip(cells, looks, strict=True):
        row[list(map(places.__getitem__, look.singles))] = look.leaves
        for name, leaves in look.lists.items():
            row[places[name]] = lists.cell(leaves)
    return cells


class _Lists:
    """The leaves of the cells that are lists."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}
        self.rows: list[tuple[int, int]] = []
        self.leaves: list[int] = []

    def cell(self, leaves: tuple[int, ...]) -> int:
        """What the kernel is told of a list."""
        if leaves not in self._numbers:
            self._numbers[leaves] = len(self.rows)
            self.rows.append((len(self.leaves), len(leaves)))
            self.leaves += leaves
        return NONE - 1 - self._numbers[leaves]

    def copies(self, cells: Numbers) -> int:
        """How often the same leaf stands in these cells, at most."""
        of_lists = [self.rows[NONE - 1 - cell] for cell in cells[cells < NONE].tolist()]
        leaves = [leaf for first, count in of_lists for leaf in self.leaves[first : first + count]]
        return int(np.bincount(np.concatenate([cells[cells >= 0], leaves]).astype(np.int64), minlength=1).max())


def _chains(chains: Sequence[Chain]) -> Numbers:
    rows = np.full((len(chains), CHAIN_LEAVES), NONE, np.int32)
    for row, chain in zip(rows, chains, strict=True):
        row[: len(chain)] = chain
    return rows
