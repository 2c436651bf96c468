"""Settling moves every event into its tenant's files: none is lost, none is doubled, at no moment."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from lake.test_recent_writer import fail_at_call
from otasuke.lake import settle as settling
from otasuke.lake.manifest import read_manifest, tenant_folder
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent import read_recent, recent_folder
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle
from otasuke.lake.verify import verify

HOUR_LATER = NOON + timedelta(hours=1)
MUCH_LATER = NOON + timedelta(hours=3)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Four segments, a quarter of an hour apart, with events of two tenants; Fuji's are every second time."""
    writer = RecentWriter(tmp_path)
    for number in range(4):
        some = [(FUJI, f"b{number}", [event(100 + number)])] if number % 2 else []
        send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number, User=f"u{number}")]), *some)
        writer.flush(NOON + timedelta(minutes=15 * number))
    return tmp_path


def records(lake: Path, tenant: str) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


def all_records(lake: Path) -> tuple[list[int], list[int]]:
    return records(lake, SAKURA), records(lake, FUJI)


ALL = ([0, 1, 2, 3], [101, 103])


def test_old_segments_go_into_a_file_of_each_tenant_and_new_ones_stay(lake: Path) -> None:
    settled = settle(lake, now=HOUR_LATER + timedelta(minutes=15))

    assert (settled.segments, settled.rows, settled.problems) == (2, 3, ())
    assert [one.number for one in read_recent(lake).segments] == [3, 4]
    assert [file.rows for file in LakeReader(lake, SAKURA).files()] == [2]
    assert all_records(lake) == ALL
    assert list(verify(lake)) == []


def test_nothing_is_settled_before_it_is_old(lake: Path) -> None:
    assert settle(lake, now=HOUR_LATER - timedelta(seconds=1)).segments == 0
    assert all_records(lake) == ALL


def test_too_many_rows_are_settled_however_new_they_are(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "MOST_RECENT_ROWS", 3)

    assert settle(lake, now=NOON).segments == 4
    assert all_records(lake) == ALL


def test_a_clock_that_was_ahead_keeps_no_segment_from_being_settled(lake: Path) -> None:
    writer = RecentWriter(lake)
    for number, at in ((8, NOON + timedelta(days=400)), (9, NOON)):
        send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number)]))
        writer.flush(at)

    assert settle(lake, now=HOUR_LATER).segments == 6
    assert records(lake, SAKURA) == [0, 1, 2, 3, 8, 9]


def test_a_parcel_is_still_known_for_an_hour_after_it_was_settled(lake: Path) -> None:
    settle(lake, now=HOUR_LATER)
    writer = RecentWriter(lake)

    assert writer.has_message("m0")
    assert writer.new_parcels([(SAKURA, "b0"), (SAKURA, "new")]) == [False, True]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_crash_at_any_call_loses_nothing_and_doubles_nothing(
    lake: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    crashes = 0
    while True:
        with monkeypatch.context() as patch:
            crash_at_call(patch, call, crashes)
            try:
                settle(lake, now=MUCH_LATER)
                break
            except Crash:
                crashes += 1
        assert all_records(lake) == ALL

    assert crashes > 3
    assert (all_records(lake), read_recent(lake).segments) == (ALL, ())


class Crash(BaseException):
    """As if the process had been killed: nobody handles it."""


def crash(*_: object) -> None:
    raise Crash


def crash_at_call(patch: pytest.MonkeyPatch, name: str, number: int) -> None:
    owner = {"fsync": os, "replace": Path}[name]
    real, left = getattr(owner, name), [number]

    def call(*args):  # type: ignore[no-untyped-def]
        left[0] -= 1
        if left[0] == -1:
            raise Crash
        return real(*args)

    patch.setattr(owner, name, call)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_no_file_behind_that_nobody_names(
    lake: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    failures = 0
    while True:
        with monkeypatch.context() as patch:
            fail_at_call(patch, call, failures)
            try:
                settle(lake, now=MUCH_LATER)
                break
            except OSError:
                failures += 1
        assert list(verify(lake)) == []
        assert all_records(lake) == ALL

    assert failures > 3
    assert list(lake.glob("**/*.partial")) == []


def test_settling_goes_on_where_it_stopped_also_when_more_became_old(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_TENANTS_AT_ONCE", 1)
    calls = iter([settling._commit, crash])

    def commit_once(*args: object) -> None:
        next(calls)(*args)

    with monkeypatch.context() as patch:
        patch.setattr(settling, "_commit", commit_once)
        with pytest.raises(Crash):
            settle(lake, now=HOUR_LATER + timedelta(minutes=15))
    reached = {one: read_manifest(lake, one).settled_through for one in (SAKURA, FUJI)}
    between = all_records(lake)

    settle(lake, now=MUCH_LATER)

    assert reached == {SAKURA: 2, FUJI: 0}
    assert between == all_records(lake) == ALL
    assert read_recent(lake).segments == ()


def test_a_harmed_segment_is_set_aside_and_named_and_the_others_are_settled(lake: Path) -> None:
    harmed = recent_folder(lake) / read_recent(lake).segments[1].name
    data = bytearray(harmed.read_bytes())
    data[len(data) // 2] ^= 1
    harmed.write_bytes(data)

    settled = settle(lake, now=MUCH_LATER)

    assert settled.segments == 3
    assert [harmed.name in one for one in settled.problems] == [True]
    assert all_records(lake) == ([0, 2, 3], [103])
    assert [(one.name, "2 events are lost" in one.what) for one in verify(lake)] == [(f"recent/{harmed.name}", True)]


def test_a_tenant_with_a_broken_manifest_keeps_only_itself_from_being_settled(lake: Path) -> None:
    (lake / tenant_folder(FUJI)).mkdir()
    (lake / tenant_folder(FUJI) / "manifest.json").write_text("{")

    settled = settle(lake, now=MUCH_LATER)
    (lake / tenant_folder(FUJI) / "manifest.json").unlink()

    assert (settled.segments, len(settled.problems)) == (2, 1)
    assert all_records(lake) == ALL
    assert settle(lake, now=MUCH_LATER).segments == 2
    assert all_records(lake) == ALL


def test_new_segments_are_not_taken_for_settled_ones_when_the_recent_manifest_was_lost(lake: Path) -> None:
    settle(lake, now=MUCH_LATER)
    (recent_folder(lake) / "manifest.json").unlink()
    writer = RecentWriter(lake)
    send(writer, "m9", (SAKURA, "b9", [event(9)]))

    writer.flush(NOON)

    assert records(lake, SAKURA) == [0, 1, 2, 3, 9]


def test_rows_older_than_the_retention_do_not_come_in(lake: Path) -> None:
    settle(lake, now=MUCH_LATER, retention={SAKURA: datetime(2026, 11, 24, tzinfo=UTC).date(), FUJI: None}.get)

    assert all_records(lake) == ([], [101, 103])


def test_memory_that_is_too_small_makes_more_files_of_the_same_events(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "_BYTES_AT_ONCE", 1)

    settle(lake, now=MUCH_LATER)

    assert len(LakeReader(lake, SAKURA).files()) == 4
    assert all_records(lake) == ALL


def test_who_reads_while_it_is_settled_sees_every_event_once(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    for number in range(12):
        send(writer, f"m{number}", *((f"t{tenant}", f"b{number}", [event(number)]) for tenant in range(20)))
        writer.flush(NOON + timedelta(hours=number))
    seen: list[list[int]] = []

    def settle_step_by_step() -> None:
        for hour in range(12):
            settle(tmp_path, now=NOON + timedelta(hours=hour + 1))

    thread = Thread(target=settle_step_by_step)
    thread.start()
    while thread.is_alive() or not seen:
        seen.append(records(tmp_path, f"t{len(seen) % 20}"))
    thread.join()

    assert len(seen) > 12
    assert all(one == list(range(12)) for one in seen)
