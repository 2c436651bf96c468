"""SQL reads the events of the tenants that were opened, and nothing else in the world."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from lake.hunting.cast import write
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.sql import BadQuery, SqlAnswer, SqlLimits, run_sql
from otasuke.lake.recent_writer import RecentWriter

LIMITS = SqlLimits()


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Events of two tenants in files of their own, and recent ones of both in one file."""
    write(tmp_path, [event(1), event(2, Hashes=("a", "b"))], [event(3, Hashes="c", image="small")], tenant=SAKURA)
    write(tmp_path, [event(4, Secret="of Fuji")], tenant=FUJI)
    writer = RecentWriter(tmp_path)
    send(
        writer,
        "m1",
        (SAKURA, "r1", [event(5, time=NOON + timedelta(hours=3))]),
        (FUJI, "r2", [event(6, Secret="of Fuji")]),
    )
    writer.flush(now=NOON)
    return tmp_path


def ask(
    lake: Path,
    query: str,
    *,
    tenants: tuple[str, ...] | None = (SAKURA,),
    limits: SqlLimits = LIMITS,
    hours: int | None = None,
) -> SqlAnswer:
    since = None if hours is None else NOON + timedelta(hours=hours)
    return run_sql(query, parts_of(lake, tenants, since=since), lake=lake, limits=limits, since=since)


def test_events_are_rows_with_their_fields_as_columns(lake: Path) -> None:
    answer = ask(lake, 'select record, "User", "Image", "Hashes", tenant from events order by record')

    assert answer.columns == ("record", "User", "Image", "Hashes", "tenant")
    assert answer.rows == [
        (1, "花子", "C:\\a.exe", None, SAKURA),
        (2, "花子", "C:\\a.exe", '["a","b"]', SAKURA),
        (3, "花子", "C:\\a.exe", "c", SAKURA),
        (5, "花子", "C:\\a.exe", None, SAKURA),
    ]


def test_fields_that_differ_in_case_only_are_both_there(lake: Path) -> None:
    assert ask(lake, 'select "f.image" from events where "f.image" is not null').rows == [("small",)]


def test_only_events_of_the_time_are_there_and_times_are_of_japan(lake: Path) -> None:
    answer = ask(lake, "select record, cast(time as varchar) from events", hours=1)

    assert answer.rows == [(5, "2026-11-24 00:00:00+09")]


def test_several_tenants_are_told_apart(lake: Path) -> None:
    query = "select tenant, count(*) from events group by 1 order by 1"

    assert ask(lake, query, tenants=None).rows == [(FUJI, 2), (SAKURA, 4)]
    assert ask(lake, query, tenants=(SAKURA, FUJI)).rows == [(FUJI, 2), (SAKURA, 4)]


def test_a_lake_without_events_has_an_empty_view(tmp_path: Path) -> None:
    assert ask(tmp_path, "select count(*), max(time) from events").rows == [(0, None)]


def test_another_tenant_cannot_be_reached(lake: Path) -> None:
    columns = ask(lake, "describe events").rows
    every = ask(lake, "select * from events").rows
    hidden = [ask(lake, f"select * from {name}").rows for (name,) in ask(lake, "show tables").rows]

    assert "Secret" not in [column[0] for column in columns]
    assert "of Fuji" not in str([every, hidden])
    assert "fuji" not in str([every, hidden])


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_parquet('{file}')",
        "select * from '{file}'",
        "select * from parquet_metadata('{file}')",
        "select * from read_text('/etc/hostname')",
        "select * from read_blob('/etc/hostname')",
        "select * from read_csv('/etc/hostname')",
        "select * from sniff_csv('/etc/hostname')",
        "select * from read_json('{file}')",
        "select * from glob('/etc/*')",
        "select * from query('select * from read_text(''/etc/hostname'')')",
        "select * from query_table('{file}')",
        "select * from duckdb_secrets()",
        "select * from read_text('http://localhost:1/')",
        "copy events to '{out}'",
        "copy (select 1) to '{out}'",
        "export database '{out}'",
        "attach '{out}'",
        "install httpfs",
        "load httpfs",
        "load '{out}'",
        "set enable_external_access = true",
        "set memory_limit = '9GB'",
        "reset lock_configuration",
        "pragma enable_external_access = true",
        "pragma database_list",
        "call pragma_version()",
        "create table x as select * from events",
        "create secret (type s3)",
        "drop view events",
        "insert into events values (1)",
        "select 1; select 2",
        "select 1; copy events to '{out}'",
        "",
        "selct 1",
        "select * from parts",
        "select * from connection",
        "explain analyze select 1",
        "begin",
    ],
)
def test_every_way_out_is_shut(lake: Path, query: str) -> None:
    (file,) = (lake / f"tenant={FUJI}").glob("**/*.parquet")
    out = lake / "out"

    with pytest.raises(BadQuery):
        ask(lake, query.format(file=file, out=out))

    assert not out.exists()


def test_more_rows_than_the_limit_are_cut(lake: Path) -> None:
    answer = ask(lake, "select * from range(10)", limits=SqlLimits(rows=3))

    assert answer.rows == [(0,), (1,), (2,)]
    assert answer.is_cut
    assert not ask(lake, "select * from range(3)", limits=SqlLimits(rows=3)).is_cut


def test_an_endless_query_is_stopped_with_words(lake: Path) -> None:
    with pytest.raises(BadQuery, match="it was stopped after"):
        ask(lake, "select count(*) from range(1000000000000) a, range(1000) b", limits=SqlLimits(seconds=0.2))


def test_a_query_that_needs_too_much_memory_is_stopped_with_words(lake: Path) -> None:
    with pytest.raises(BadQuery, match="needs more than 20 MB of memory"):
        ask(
            lake,
            "select list(a || 'x') from (select range::varchar || repeat('y', 500) a from range(1000000))",
            limits=SqlLimits(memory_mb=20),
        )


def test_a_field_that_equals_another_is_a_column_of_its_own(tmp_path: Path) -> None:
    many = [event(number, Message=f"text {number}", message=f"text {number}") for number in range(200)]
    write(tmp_path, many, [event(200, Message="text 200", message="other")], tenant=SAKURA)

    answer = ask(
        tmp_path, "select record, \"f.message\" from events where \"f.message\" in ('text 7', 'other') order by 1"
    )

    assert answer.rows == [(7, "text 7"), (200, "other")]
