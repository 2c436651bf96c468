"""What SQL is given: names that differ, and no more copies than fit into memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event, send
from lake.hunting.cast import write
from otasuke.lake.hunting import sql_tables
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.sql_tables import TooManyRecent, tables_of
from otasuke.lake.recent_writer import RecentWriter


def test_names_differ_also_without_case() -> None:
    names = sql_tables._different(["time", "tenant", "f.Time", "f.TIME", "f.a", "f.A", "f.f.A"])

    assert list(names.values()) == ["time", "tenant", "f.Time", "TIME_2", "a", "f.A", "f.f.A"]


def test_files_with_and_without_lists_are_tables_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, [event(1, A="x")], [event(2, A=("x", "y"))], [event(3, B="z")])

    tables = tables_of(tmp_path, parts_of(tmp_path, [SAKURA]))

    assert sorted(table.count_rows() for table in tables.values()) == [1, 2]


def test_too_many_recent_events_are_refused_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_tables, "MOST_COPIED_ROWS", 1)
    writer = RecentWriter(tmp_path)
    send(writer, "m1", (SAKURA, "r1", [event(1), event(2)]))
    writer.flush(now=NOON)

    with pytest.raises(TooManyRecent, match="name tenants, or an earlier end"):
        tables_of(tmp_path, parts_of(tmp_path, [SAKURA]))
