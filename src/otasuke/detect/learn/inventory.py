"""Which systems and programs there are, as computers list them (osquery) and as gateways head their records (CEF)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.tables import FIELD, text, where

Inventory: TypeAlias = tuple[pa.Table, pa.ChunkedArray, pa.ChunkedArray]
"""Events, and for each of them the name of a system or program with its version, and its build."""


def inventories(table: pa.Table) -> Iterator[Inventory]:
    """What these events list."""
    yield _listed(table)
    yield _headed(table)


def with_version(name: pa.ChunkedArray, version: pa.ChunkedArray) -> pa.ChunkedArray:
    """Names with the versions that are known; null where there is no name."""
    said = pc.binary_join_element_wise(name, pc.fill_null(version, ""), " ")
    return pc.utf8_rtrim_whitespace(said)


def _listed(table: pa.Table) -> Inventory:
    """Each name that osquery lists; a snapshot has many. What happens (its tables of events) is no list."""
    is_listed = where(table.column("source"), "osquery.results".__eq__) & where(
        text(table, "osquery.table"), _is_no_event
    )
    rows = table.filter(pa.array(is_listed))
    names = _lists(rows, "name")
    parents = pc.list_parent_indices(names)
    is_one = pc.equal(pc.list_value_length(names), 1).take(parents)
    rows = rows.take(parents)
    name, version, build = pc.list_flatten(names), text(rows, "version"), text(rows, "build")
    return rows, with_version(name, pc.if_else(is_one, version, None)), pc.if_else(is_one, build, None)


def _is_no_event(table: str) -> bool:
    return not table.endswith("_events")


def _lists(rows: pa.Table, name: str) -> pa.ChunkedArray:
    """A field with all its values, as one chunk; rows without any have one that is null."""
    one = pa.list_(pa.string())
    if FIELD + name not in rows.column_names:
        return pa.array([[None]] * len(rows), one)
    found = rows.column(FIELD + name).combine_chunks()
    if not pa.types.is_list(found.type):
        return pa.ListArray.from_arrays(pa.array(range(len(found) + 1), pa.int32()), found.cast(pa.string()))
    is_filled = pc.greater(pc.list_value_length(found), 0)
    return pc.if_else(is_filled, found.cast(one), pa.scalar([None], one)).fill_null(pa.scalar([None], one))


def _headed(table: pa.Table) -> Inventory:
    """The gateway that wrote a record of CEF, where its heading says so."""
    rows = table.filter(pa.array(where(text(table, "DeviceVendor"), "Fortinet".__eq__)))
    nothing = pa.chunked_array([pa.nulls(len(rows), pa.string())])
    return rows, with_version(text(rows, "DeviceProduct"), text(rows, "DeviceVersion")), nothing
