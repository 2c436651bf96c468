"""Working memory of the kernel: allocated once, in fixed sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import ENTRY_WAYS, LAYOUT, VERDICT_WAYS, Counter
from otasuke.detect.plan.compile import Plan

TEXT_BYTES = 8 << 20
LINES = 1 << 15
READ_AHEAD = 64
_STAMP_LIMIT = 1 << 30  # stamps of lines are kept in 32 bits

Tables: TypeAlias = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much the working tables hold. Smaller tables mean more work, and never other hits.

    arena, entries, sightings, sets, verdicts  powers of two.
    asks  at least MAX_KEYS.
    """

    arena: int = 64 << 20
    entries: int = 1 << 18
    sightings: int = 1 << 16
    sets: int = 1 << 16
    set_items: int = 1 << 20
    verdicts: int = 1 << 18
    hits: int = 1 << 16
    asks: int = 1 << 16
    tokens: int = 1 << 15
    quotes: int = 1 << 18
    lines: int = LINES
    classes: int = 4096
    class_keys: int = 1 << 14

    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {
            "text": TEXT_BYTES + READ_AHEAD,
            "lines": self.lines,
            "todo": self.lines,
            "stack": 64,
            "quotes": self.quotes,
            "tokens": self.tokens,
            "arena": self.arena + READ_AHEAD,
            "entries": max(ENTRY_WAYS, self.entries),
            "sightings": self.sightings,
            "sets": self.sets,
            "set_items": self.set_items,
            "set_table": 2 * self.sets,
            "verdicts": max(VERDICT_WAYS, self.verdicts),
            "columns": 1,
            "cells": 1,
            "class_lists": self.classes,
            "hits": self.hits,
            "asks": self.asks,
            "counters": len(Counter),
        }


DEFAULT_SIZES = Sizes()


class Workspace:
    """The kernel's tables by name: those of the plan, and working tables of its own.

    Memory: about 120 MB of address space; only what is used is ever touched.
    """

    def __init__(self, plan: Plan, sizes: Sizes = DEFAULT_SIZES) -> None:
        fields = len(plan.searched)
        rows = {
            **sizes.rows(),
            "field_state": fields,
            "scratch": len(plan.tables["needles"]),
            "needle_stamp": len(plan.tables["needles"]),
            "alternative_stamp": len(plan.tables["alternatives"]),
            "rule_stamp": plan.rules + 1,
            "keyword_stamp": len(plan.tables["atoms"]),
            "keyword_found": len(plan.keywords) + 1,
        }
        self.tables: Tables = dict(plan.tables)
        for name, element, columns in LAYOUT:
            if name in rows:
                shape = (rows[name], columns) if columns > 1 else (rows[name],)
                self.tables[name] = np.zeros(shape, dtype=element)
        self.counters[Counter.SOURCES] = len(plan.sources)
        self.counters[Counter.SETS] = 1

    @property
    def counters(self) -> npt.NDArray[Any]:
        """Rows as `kernel.layout.Counter` names them."""
        return self.tables["counters"]

    def forget_values(self) -> None:
        """Empty the cache of values; needed when a sender has filled the table of sets."""
        self.tables["entries"][:] = 0
        self.tables["set_table"][:] = 0
        self.counters[Counter.SETS] = 1
        self.counters[Counter.SET_ITEMS] = 0

    def tell(
        self, serials: npt.NDArray[np.int64], atoms: npt.NDArray[np.int64], verdicts: npt.NDArray[np.int64]
    ) -> None:
        """Let the kernel know what Python says of atoms and values, where it waits for it.

        A question that gave way to another one in the table will be asked again.
        """
        table = self.tables["verdicts"]
        places = (serials * 31 + atoms * 1000003) & (len(table) - 1) & -VERDICT_WAYS
        slots = places[:, np.newaxis] + np.arange(VERDICT_WAYS)
        asks, ways = np.nonzero((table[slots, 0] == serials[:, np.newaxis]) & (table[slots, 1] == atoms[:, np.newaxis]))
        table[slots[asks, ways], 2] = verdicts[asks]

    def renew_stamps(self, seen_paths: npt.NDArray[np.int32]) -> None:
        """Start counting lines again before their number no longer fits."""
        if self.counters[Counter.STAMP] > _STAMP_LIMIT:
            self.counters[Counter.STAMP] = 0
            seen_paths[:] = 0
            for name in ("field_state", "alternative_stamp", "rule_stamp", "keyword_stamp"):
                self.tables[name][:] = 0

    def addresses(self, others: Tables) -> npt.NDArray[np.int64]:
        """Addresses and row counts in the kernel's order; `others` are the tables that are not kept here."""
        tables = {**self.tables, **others}
        return np.array([number for name, _, _ in LAYOUT for number in place(tables[name])], dtype=np.int64)


def place(table: npt.NDArray[Any]) -> tuple[int, int]:
    """Its address and row count."""
    assert table.flags.c_contiguous
    return table.ctypes.data, len(table)
