"""Rows go to their tenant and day; times that cannot be do not make a file each."""

from __future__ import annotations

from datetime import date, timedelta

from lake.cast import FUJI, NOON, SAKURA, event, shared_columns
from otasuke.lake.columns import TENANT
from otasuke.lake.days import files_of
from otasuke.lake.joining import joined

CAME = NOON + timedelta(hours=12)  # what `event` says: midnight, and so the 24th


def names(table, retention=None) -> list[tuple[str, str, int]]:  # type: ignore[no-untyped-def]
    return [(tenant, file.name[:14], file.rows) for tenant, (file, _) in files_of(table, retention)]


def test_every_tenant_and_day_has_a_file() -> None:
    times = [NOON, NOON, NOON - timedelta(days=1), None]
    table = joined([shared_columns(one, "b", [event(time=time) for time in times]) for one in (SAKURA, FUJI)])

    expected = [("day=2026-11-22", 1), ("day=2026-11-23", 2), ("day=2026-11-24", 1)]
    assert names(table) == [(tenant, *file) for tenant in (FUJI, SAKURA) for file in expected]


def test_times_that_cannot_be_are_of_the_day_on_which_the_event_came_in_a_file_of_their_own() -> None:
    made_up = [CAME - timedelta(days=days) for days in range(32, 400)] + [CAME + timedelta(days=2)]
    table = joined([shared_columns(SAKURA, "b", [event(time=time) for time in [*made_up, NOON, CAME]])])

    files = [file for _, (file, _) in files_of(table, None)]

    assert [(file.name[:14], file.rows) for file in files] == [
        ("day=2026-11-23", 1),
        ("day=2026-11-24", 1),
        ("day=2026-11-24", 369),
    ]
    assert (files[2].earliest, files[2].latest) == (CAME - timedelta(days=399), CAME + timedelta(days=2))


def test_days_before_the_first_that_is_kept_are_left_out() -> None:
    table = joined([shared_columns(one, "b", [event(time=NOON), event(time=CAME)]) for one in (SAKURA, FUJI)])

    kept = names(table, {SAKURA: date(2026, 11, 24), FUJI: None}.get)

    assert kept == [(FUJI, "day=2026-11-23", 1), (FUJI, "day=2026-11-24", 1), (SAKURA, "day=2026-11-24", 1)]


def test_a_file_has_the_fields_of_its_tenant_only_and_no_tenant() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = joined([shared_columns(SAKURA, "b", [event(Secret="x")]), shared_columns(FUJI, "b", [event()])])

    columns = {tenant: pq.read_schema(pa.BufferReader(data)).names for tenant, (_, data) in files_of(table, None)}

    assert "f.Secret" in columns[SAKURA]
    assert "f.Secret" not in columns[FUJI]
    assert TENANT not in columns[SAKURA] + columns[FUJI]
    assert "sent_by" in columns[FUJI]
