"""What was flushed is there, once, for each tenant alone, whoever else writes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send, shared_columns
from otasuke.lake import recent_writer
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent import read_recent
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.verify import verify

TESTS = Path(__file__).resolve().parents[1]


def records(lake: Path, tenant: str = SAKURA) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


def test_nothing_is_there_before_it_is_flushed_and_then_all_is(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)

    send(writer, "m1", (SAKURA, "b1", [event(1), event(2)]), (FUJI, "b1", [event(3, Extra=("x", "y"))]))
    before = (records(tmp_path), writer.rows, writer.size_bytes > 0)
    (segment,) = writer.flush(NOON)

    assert before == ([], 3, True)
    assert (records(tmp_path, SAKURA), records(tmp_path, FUJI), writer.rows) == ([1, 2], [3], 0)
    assert (segment.rows, segment.written_at) == (3, NOON)
    assert len(list(tmp_path.glob("**/*.parquet"))) == 1


def test_what_came_is_known_before_and_after_a_flush_and_after_a_restart(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    asked = [(SAKURA, "b1"), (FUJI, "b1"), (SAKURA, "b2"), (SAKURA, "b2")]

    first = (writer.has_message("m1"), writer.new_parcels(asked))
    send(writer, "m1", (SAKURA, "b1", [event(1)]))
    gathered = (writer.has_message("m1"), writer.new_parcels(asked))
    writer.flush(NOON)
    flushed = (writer.has_message("m1"), writer.new_parcels(asked))
    again = RecentWriter(tmp_path)

    assert first == (False, [True, True, True, False])
    assert gathered == flushed == (True, [False, True, True, False])
    assert (again.has_message("m1"), again.new_parcels(asked), again.has_message("m2")) == (*flushed, False)


def test_what_was_not_flushed_is_not_known_to_others(tmp_path: Path) -> None:
    send(RecentWriter(tmp_path), "m1", (SAKURA, "b1", [event(1)]))

    assert RecentWriter(tmp_path).new_parcels([(SAKURA, "b1")]) == [True]


def test_a_flush_of_nothing_changes_nothing(tmp_path: Path) -> None:
    assert RecentWriter(tmp_path).flush(NOON) == ()
    assert list(tmp_path.glob("**/*.parquet")) == []


def test_a_message_without_events_makes_no_file(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    writer.add("m1", [(SAKURA, "b1")], [])

    assert writer.flush(NOON) == ()
    assert read_recent(tmp_path).segments == ()


def test_the_same_message_at_two_writers_is_written_once(tmp_path: Path) -> None:
    first, second = RecentWriter(tmp_path), RecentWriter(tmp_path)
    for writer in (first, second):
        send(writer, "m1", (SAKURA, "b1", [event(1)]))
    send(second, "m2", (SAKURA, "b2", [event(2)]))

    first.flush(NOON)
    second.flush(NOON)

    assert records(tmp_path) == [1, 2]
    assert first.has_message("m2")


def test_the_same_parcel_in_other_messages_at_two_writers_is_written_once(tmp_path: Path) -> None:
    first, second = RecentWriter(tmp_path), RecentWriter(tmp_path)
    send(first, "m1", (SAKURA, "b1", [event(1)]), (FUJI, "b9", [event(5)]))
    columns = shared_columns(SAKURA, "b1", [event(1)]), shared_columns(SAKURA, "b2", [event(2)])
    second.add("m2", [(SAKURA, "b1"), (SAKURA, "b2")], columns)

    first.flush(NOON)
    second.flush(NOON)

    assert (records(tmp_path), records(tmp_path, FUJI)) == ([1, 2], [5])


def test_who_is_overtaken_while_writing_looks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = RecentWriter(tmp_path), RecentWriter(tmp_path)
    send(first, "m1", (SAKURA, "b1", [event(1)]))
    send(second, "m1", (SAKURA, "b1", [event(1)]))
    write = recent_writer.write_segment

    def write_and_be_overtaken(*args, **kwargs):  # type: ignore[no-untyped-def]
        segment = write(*args, **kwargs)
        monkeypatch.setattr(recent_writer, "write_segment", write)
        second.flush(NOON)
        return segment

    monkeypatch.setattr(recent_writer, "write_segment", write_and_be_overtaken)
    first.flush(NOON)

    assert records(tmp_path) == [1]
    assert list(verify(tmp_path)) == []


@pytest.mark.parametrize("call", ["fsync", "replace", "flock"])
def test_a_disk_that_fails_leaves_nothing_behind_and_the_flush_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """At each call in turn, until a flush gets through."""
    writer = RecentWriter(tmp_path)
    send(writer, "m0", (SAKURA, "b0", [event(0)]))
    writer.flush(NOON)
    send(writer, "m1", (SAKURA, "b1", [event(1)]))
    failures = 0
    while True:
        with monkeypatch.context() as patch:
            fail_at_call(patch, call, failures)
            try:
                writer.flush(NOON)
                break
            except OSError:
                failures += 1
        assert list(verify(tmp_path)) == []

    assert failures > 0
    assert records(tmp_path) == [0, 1]
    assert RecentWriter(tmp_path).has_message("m1")


def fail_at_call(patch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """Let the call of this number raise as a full disk does."""
    import fcntl

    owner = {"fsync": os, "replace": Path, "flock": fcntl}[name]
    real, left = getattr(owner, name), [number]

    def call(*args):  # type: ignore[no-untyped-def]
        left[0] -= 1
        if left[0] == -1:
            raise OSError(28, "No space left on device")
        return real(*args)

    patch.setattr(owner, name, call)


def test_too_much_for_one_segment_becomes_several_in_one_swap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_writer, "LARGEST_SEGMENT_BYTES", 10_000)
    writer = RecentWriter(tmp_path)
    for number in range(5):
        send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number, Message="x" * 6_000)]))

    segments = writer.flush(NOON)

    assert ([one.rows for one in segments], records(tmp_path)) == ([1] * 5, [0, 1, 2, 3, 4])
    assert [one.number for one in read_recent(tmp_path).segments] == [1, 2, 3, 4, 5]


@pytest.mark.slow
def test_writers_that_are_killed_lose_nothing_they_confirmed_and_double_nothing(tmp_path: Path) -> None:
    random = Random(3)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS)))}
    confirmed: set[int] = set()
    for _ in range(8):
        # What may have been written, but was not confirmed, comes again: to two writers.
        first = max(confirmed, default=-1) + 1
        command = [sys.executable, str(TESTS / "lake/writing_recent.py"), str(tmp_path), str(first)]
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(2)]
        for process in writers:
            assert process.stdout is not None
            confirmed.add(int(process.stdout.readline()))
        time.sleep(random.random() / 5)
        for process in writers:
            process.kill()
            lines = process.communicate()[0].splitlines(keepends=True)
            confirmed.update(int(line) for line in lines if line.endswith(b"\n"))

    stored = Counter(number // 10 for number in records(tmp_path))

    assert len(confirmed) > 20
    assert confirmed <= set(stored)
    assert set(stored.values()) == {10}
