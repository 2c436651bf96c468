"""Working memory of the kernel: allocated once, in fixed sizes."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from otasuke.detect.kernel.layout import LAYOUT, Counter
from otasuke.detect.plan.compile import Plan

TEXT_BYTES = 8 << 20
LINES = 1 << 15
READ_AHEAD = 64
_STAMP_LIMIT = 1 << 30  # stamps of lines are kept in 32 bits

Tables: TypeAlias = dict[str, npt.NDArray[Any]]

_ROWS = {
    "text": TEXT_BYTES + READ_AHEAD,
    "lines": LINES,
    "todo": LINES,
    "stack": 64,
    "quotes": 1 << 18,
    "tokens": 1 << 15,
    "arena": (64 << 20) + READ_AHEAD,
    "entries": 1 << 18,
    "sets": 1 << 16,
    "set_items": 1 << 20,
    "set_table": 1 << 17,
    "verdicts": 1 << 17,
    "values": 1,
    "cells": 1,
    "column_fields": 1,
    "hits": 1 << 16,
    "asks": 1 << 14,
    "counters": len(Counter),
}


class Workspace:
    """The kernel's tables by name: those of the plan, and working tables of its own.

    Memory: about 120 MB of address space; only what is used is ever touched.
    """

    def __init__(self, plan: Plan) -> None:
        fields = len(plan.searched)
        rows = {
            **_ROWS,
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
