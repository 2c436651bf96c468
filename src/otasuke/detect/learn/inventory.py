"""Which systems and programs there are, as computers list them (osquery) and as gateways head their records (CEF)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.coded import Coded, coded, nothing
from otasuke.detect.learn.tables import FIELD, Events, grouped

Inventory: TypeAlias = tuple[Events, Coded, Coded]
"""Events, and for each of them the name of a system or program with its version, and its build."""


def inventories(events: Events) -> Iterator[Inventory]:
    """What these events list."""
    yield _listed(events)
    yield _headed(events)


def with_version(name: Coded, version: Coded) -> Coded:
    """Names with the versions that are known; null where there is no name."""
    _, firsts, pairs = np.unique(grouped([name.codes, version.codes]), return_index=True, return_inverse=True)
    names, versions = name.picked(firsts).listed(), version.picked(firsts).listed()
    said = [None if one is None else f"{one} {of or ''}".rstrip() for one, of in zip(names, versions, strict=True)]
    return coded(pa.array(said, pa.string())).picked(pairs)


def _listed(events: Events) -> Inventory:
    """Each name that osquery lists; a snapshot has many. What happens (its tables of events) is no list."""
    rows = events.filter(events.coded("source").where("osquery.results".__eq__))
    rows = rows.filter(rows.where(_is_no_event, "osquery.table"))
    names = _lists(rows, "name")
    parents = np.asarray(pc.list_parent_indices(names), np.int64)
    is_one = np.asarray(pc.equal(pc.list_value_length(names), 1), np.bool_)[parents]
    rows = rows.take(parents)
    name, version, build = coded(pc.list_flatten(names)), rows.text("version"), rows.text("build")
    return rows, with_version(name, version.only(is_one)), build.only(is_one)


def _is_no_event(table: str) -> bool:
    return not table.endswith("_events")


def _lists(rows: Events, name: str) -> pa.Array:
    """A field with all its values, as one chunk; rows without any have one that is null."""
    one = pa.list_(pa.string())
    if not rows.has(FIELD + name):
        return pa.array([[None]] * len(rows), one)
    found = rows.column(FIELD + name).combine_chunks()
    if not pa.types.is_list(found.type):
        return pa.ListArray.from_arrays(pa.array(range(len(found) + 1), pa.int32()), found.cast(pa.string()))
    is_filled = pc.greater(pc.list_value_length(found), 0)
    return pc.if_else(is_filled, found.cast(one), pa.scalar([None], one)).fill_null(pa.scalar([None], one))


def _headed(events: Events) -> Inventory:
    """The gateway that wrote a record of CEF, where its heading says so."""
    rows = events.filter(events.where("Fortinet".__eq__, "DeviceVendor"))
    return rows, with_version(rows.text("DeviceProduct"), rows.text("DeviceVersion")), nothing(len(rows))
