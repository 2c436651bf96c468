"""The table of paths, read as the kernel reads it: from the root, key by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from otasuke.detect.engine.paths import PathTables, path_tables
from otasuke.detect.kernel.layout import BEYOND_PATH, MAX_KEYS
from otasuke.detect.plan.hashing import hash_bytes
from otasuke.events.shape import Class, Shape
from otasuke.normalise.network.suricata import SHAPE as SURICATA
from otasuke.normalise.windows.evtx import SOURCE as EVTX
from otasuke.normalise.windows.flat import FLAT
from otasuke.normalise.windows.winlogbeat import SOURCE as WINLOGBEAT

NAMES = ("Image", "CommandLine", "EventID", "query", "dns.rrname", "action", "a.b", "a.b.c", "é", "")


def shape(**parts: Any) -> Shape:
    return Shape(name="sample", keys=("kind",), classify=lambda _: Class(()), **parts)


def node_of(tables: PathTables, keys: Sequence[str]) -> tuple[int, int] | None:
    """The number of a path and where its fields begin."""
    node, first = 0, -1
    for key in keys:
        row = _row(tables, node, key.encode())
        if row is None:
            return None
        node, first = row
    return node, first


def _row(tables: PathTables, parent: int, key: bytes) -> tuple[int, int] | None:
    h = hash_bytes(key, parent)
    slot = h & (len(tables.path_table) - 1)
    while tables.path_table[slot, 4] >= 0:
        tag, above, offset, length, node, first = tables.path_table[slot].tolist()
        if (tag, above, tables.path_names[offset : offset + length].tobytes()) == (h >> 33, parent, key):
            return node, first
        slot = (slot + 1) & (len(tables.path_table) - 1)
    return None


def fields_at(tables: PathTables, *keys: str) -> dict[int, int] | None:
    """Fields of a path with their priorities; None for a path that the table does not know."""
    found = node_of(tables, keys)
    if found is None:
        return None
    fields: dict[int, int] = {}
    at = found[1]
    while tables.path_fields[at, 0] >= 0:
        field, priority = tables.path_fields[at].tolist()
        fields[field] = priority
        at += 1
    return fields


@pytest.mark.parametrize("of", [FLAT, SURICATA, EVTX.shape, WINLOGBEAT.shape], ids=lambda shape: shape.name)
def test_every_path_of_a_field_leads_to_the_field_with_its_first_priority(of: Shape) -> None:
    tables = path_tables(of, NAMES)

    for number, name in [*enumerate(of.keys), *enumerate(NAMES, MAX_KEYS)]:
        paths = of.paths_of(name) if name else ()
        for path in paths:
            if path.split(".")[0] not in of.beyond:
                assert (fields_at(tables, *path.split(".")) or {}).get(number) == paths.index(path)


def test_a_key_of_the_shape_has_its_own_number_and_that_of_the_field_of_its_name() -> None:
    tables = path_tables(shape(), ("other", "kind"))

    assert fields_at(tables, "kind") == {0: 0, MAX_KEYS + 1: 0}


def test_a_dotted_name_is_found_below_its_parent_and_the_parent_carries_nothing() -> None:
    tables = path_tables(shape(), ("a.b",))

    assert fields_at(tables, "a", "b") == {MAX_KEYS: 0}
    assert fields_at(tables, "a") == {}
    assert fields_at(tables, "b") is None


def test_renamed_paths_win_in_their_order_over_the_member_of_a_container() -> None:
    tables = path_tables(shape(strip=("data",), rename={"Image": ("exe", "proc.exe")}), ("Image",))

    assert fields_at(tables, "exe") == {MAX_KEYS: 0}
    assert fields_at(tables, "proc", "exe") == {MAX_KEYS: 1}
    assert fields_at(tables, "data", "Image") == {MAX_KEYS: 2}
    assert fields_at(tables, "Image") == {MAX_KEYS: 3}


def test_a_path_that_is_named_twice_keeps_its_better_place() -> None:
    tables = path_tables(shape(rename={"Image": ("Image", "exe")}), ("Image",))

    assert fields_at(tables, "Image") == {MAX_KEYS: 0}


def test_a_container_beyond_the_shape_is_marked_at_any_depth() -> None:
    tables = path_tables(shape(beyond=("http", "a.b")), ("http.url", "a.c"))

    http, inner, other = (node_of(tables, keys) for keys in (["http"], ["a", "b"], ["a", "c"]))

    assert http is not None
    assert inner is not None
    assert other is not None
    assert (http[0], inner[0]) == (BEYOND_PATH, BEYOND_PATH)
    assert other[0] < tables.paths


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\ud800"])
def test_a_key_that_needs_an_escape_is_left_to_python(name: str) -> None:
    tables = path_tables(shape(), (f"top.{name}",))

    assert fields_at(tables, "top") == {}
    assert tables.paths == 3  # the root, top and the key of the shape


def test_a_key_with_spaces_is_left_to_python_where_spaces_are_dropped() -> None:
    assert fields_at(path_tables(shape(), ("a b",)), "a b") == {MAX_KEYS: 0}
    assert path_tables(shape(ignore_spaces=True), ("a b",)).paths == 2


def test_many_paths_have_numbers_of_their_own_and_leave_the_table_half_empty() -> None:
    names = tuple(f"p{number}.q{number}" for number in range(500))

    tables = path_tables(shape(), names)

    used = tables.path_table[tables.path_table[:, 4] >= 0]
    assert sorted(used[:, 4].tolist()) == list(range(1, tables.paths))
    assert 2 * len(used) < len(tables.path_table)
    assert all(fields_at(tables, *name.split(".")) == {MAX_KEYS + at: 0} for at, name in enumerate(names))
