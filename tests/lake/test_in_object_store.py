"""A lake in an object store is the same lake: nothing is lost, nothing is doubled, what is harmed is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from threading import Thread

import obstore
import pytest
from obstore.store import S3Store

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.lake import settle as settling
from otasuke.lake.care import care_once
from otasuke.lake.errors import BrokenFile, FileGone, StoreUnreachable
from otasuke.lake.home import bind
from otasuke.lake.hunting.conditions import parse_conditions
from otasuke.lake.hunting.hunt import Limits, Outcome, hunt
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Condition
from otasuke.lake.hunting.sql import SqlLimits, run_sql
from otasuke.lake.manifest import file_name, read_manifest
from otasuke.lake.parts import everybody
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent import read_recent
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle
from otasuke.lake.storage.binding import store_of
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.s3 import ObjectStore
from otasuke.lake.verify import verify
from otasuke.lake.writer import LakeWriter

TESTS = Path(__file__).resolve().parents[1]
LATER = NOON + timedelta(hours=2)
ALL = ([0, 1, 2, 3], [101, 103])


@pytest.fixture
def lake(tmp_path: Path, bucket: str) -> Path:
    """Four segments with events of two tenants, nothing settled."""
    lake = tmp_path / "lake"
    bind(lake, Place(bucket, "otasuke"))
    writer = RecentWriter(lake)
    for number in range(4):
        some = [(FUJI, f"b{number}", [event(100 + number)])] if number % 2 else []
        send(writer, f"m{number}", (SAKURA, f"b{number}", [event(number, User=f"u{number}")]), *some)
        writer.flush(NOON + timedelta(minutes=15 * number))
    return lake


@pytest.fixture
def objects(bucket: str) -> S3Store:
    """The bucket, for those who look into it from beside."""
    return S3Store(bucket, client_options={"allow_http": True})


def records(lake: Path, tenant: str) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


def all_records(lake: Path) -> tuple[list[int], list[int]]:
    return records(lake, SAKURA), records(lake, FUJI)


def names(objects: S3Store) -> list[str]:
    return sorted(one["path"] for some in obstore.list(objects) for one in some)


def look(lake: Path, condition: str) -> Outcome:
    return hunt(Condition(parse_conditions([condition], [])), parts_of(lake, None), Limits())


def test_what_is_settled_is_in_the_store_and_nowhere_else(lake: Path, objects: S3Store) -> None:
    assert settle(lake, now=LATER).rows == 6

    assert [name.split("/")[1] for name in names(objects)] == [
        "lake.json", "tenant=fuji", "tenant=fuji", "tenant=sakura", "tenant=sakura"
    ]  # fmt: skip
    assert sorted(path.name for path in lake.iterdir()) == ["recent", "store.json"]
    assert all_records(lake) == ALL
    assert everybody(lake) == [FUJI, SAKURA]
    assert list(verify(lake)) == []


def test_recent_and_settled_events_are_found_by_every_kind_of_hunt(lake: Path) -> None:
    settle(lake, now=NOON + timedelta(hours=1, minutes=15))

    assert look(lake, "User=u*").answer.found == 4
    assert look(lake, "User=u1").answer.found == 1
    answer = run_sql("select record from events order by 1", parts_of(lake, [SAKURA]), lake=lake, limits=SqlLimits())
    assert answer.rows == [(0,), (1,), (2,), (3,)]


def test_a_second_hunt_asks_the_store_for_no_file(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(lake, now=LATER)
    look(lake, "User=u1")

    def refuse(_: ObjectStore, name: str) -> bytes:
        raise AssertionError(name)

    monkeypatch.setattr(ObjectStore, "read", refuse)
    assert look(lake, "User=u2").answer.found == 1


def test_care_joins_drops_and_deletes_in_the_store(lake: Path, objects: S3Store) -> None:
    for hours in (1, 2):
        settle(lake, now=NOON + timedelta(hours=hours, minutes=15))
    assert len(read_manifest(lake, SAKURA).files) == 2

    first = care_once(lake, now=NOON + timedelta(days=3))
    assert (first.joined_files, first.deleted_files, first.problems) == (2 + 2, 4, ())
    assert all_records(lake) == ALL
    second = care_once(lake, now=NOON + timedelta(days=3, hours=1))
    assert second.deleted_files == 4
    third = care_once(lake, now=NOON + timedelta(days=3), retention=lambda tenant: (LATER + timedelta(days=1)).date())
    assert third.retired_files == 2
    care_once(lake, now=NOON + timedelta(days=3, hours=1))

    assert [name for name in names(objects) if name.endswith(".parquet")] == []
    assert (all_records(lake), list(verify(lake))) == (([], []), [])


def test_batches_that_come_again_change_nothing(lake: Path) -> None:
    for _ in range(2):
        writer = LakeWriter(lake, SAKURA)
        writer.add("old", [event(7)])
        writer.flush()

    assert records(lake, SAKURA) == [0, 1, 2, 3, 7]


def test_a_settler_that_is_killed_before_the_manifest_loses_and_doubles_nothing(lake: Path, objects: S3Store) -> None:
    command = [sys.executable, str(TESTS / "lake/settling_s3.py"), str(lake)]
    killed = subprocess.run(command, env=os.environ | {"PYTHONPATH": ":".join(sys.path)}, check=False)

    assert killed.returncode == -9
    assert sum(name.endswith(".parquet") for name in names(objects)) == 2
    assert all_records(lake) == ALL

    assert settle(lake, now=LATER).rows == 6
    assert all_records(lake) == ALL
    assert len([one for one in verify(lake) if "is named by no manifest" in one.what]) == 2


def test_an_answer_that_is_lost_doubles_nothing(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap = ObjectStore.swap

    def and_go_silent(store: ObjectStore, swaps):  # type: ignore[no-untyped-def]
        swap(store, swaps)
        monkeypatch.setattr(ObjectStore, "swap", swap)
        raise StoreUnreachable("s3://lake", "cannot be reached")

    monkeypatch.setattr(ObjectStore, "swap", and_go_silent)
    with pytest.raises(StoreUnreachable):
        settle(lake, now=LATER)

    assert all_records(lake) == ALL
    assert settle(lake, now=LATER).segments == 4
    assert (all_records(lake), list(verify(lake))) == (ALL, [])


def test_a_swap_that_looks_forestalled_by_itself_is_taken_for_made(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client tries again when an answer is lost, and then is told that somebody was faster: he was it himself."""
    swap = ObjectStore.swap

    def and_say_it_was_not(store: ObjectStore, swaps):  # type: ignore[no-untyped-def]
        swap(store, swaps)
        monkeypatch.setattr(ObjectStore, "swap", swap)
        return frozenset(one.name for one in swaps)

    monkeypatch.setattr(ObjectStore, "swap", and_say_it_was_not)
    assert settle(lake, now=LATER).rows == 6
    assert (all_records(lake), list(verify(lake))) == (ALL, [])


def test_two_who_settle_at_once_settle_once(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each had a data folder of his own: the lock on this machine keeps neither from it."""
    swap = settling.change_manifests
    others = iter([lambda: settle(lake, now=LATER)])

    def settle_in_between(*args):  # type: ignore[no-untyped-def]
        next(others, lambda: None)()
        return swap(*args)

    monkeypatch.setattr(settling, "locked", lambda *_: nullcontext())
    monkeypatch.setattr(settling, "change_manifests", settle_in_between)
    with pytest.raises(settling.Overtaken):
        settle(lake, now=LATER)

    assert (all_records(lake), list(verify(lake))) == (ALL, [])


def test_who_settle_on_one_machine_wait_for_each_other(lake: Path) -> None:
    threads = [Thread(target=settle, args=(lake,), kwargs={"now": LATER}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (all_records(lake), list(verify(lake)), read_recent(lake).segments) == (ALL, [], ())


def test_who_joins_while_somebody_settles_loses_none_of_it(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(lake, now=NOON + timedelta(hours=1, minutes=15))
    swap = ObjectStore.swap
    others = iter([lambda: LakeWriter(lake, SAKURA)])

    def write_in_between(store: ObjectStore, swaps):  # type: ignore[no-untyped-def]
        for make in others:
            writer = make()
            writer.add("old", [event(7)])
            writer.flush()
        return swap(store, swaps)

    monkeypatch.setattr(ObjectStore, "swap", write_in_between)
    settle(lake, now=LATER)

    assert (records(lake, SAKURA), list(verify(lake))) == ([0, 1, 2, 3, 7], [])


def test_an_object_that_was_changed_is_found_and_refused(lake: Path, objects: S3Store) -> None:
    settle(lake, now=LATER)
    (file,) = read_manifest(lake, SAKURA).files
    path = f"otasuke/{file_name(SAKURA, file)}"
    data = bytearray(bytes(obstore.get(objects, path).bytes()))
    data[len(data) // 2] ^= 1
    obstore.put(objects, path, bytes(data))

    (problem,) = verify(lake)
    assert (problem.tenant, problem.what) == (SAKURA, "was changed after it was written: its checksum is another")
    outcome = look(lake, "User=*")
    ((part, reason),) = outcome.unreadable
    assert (part.rows, outcome.answer.found) == (4, 2)
    assert reason.endswith(f"{file_name(SAKURA, file)}: was changed after it was written: its checksum is another")
    with pytest.raises(BrokenFile, match="was changed"):
        records(lake, SAKURA)
    assert records(lake, FUJI) == ALL[1]


def test_an_object_that_is_gone_is_found_and_told(lake: Path, objects: S3Store) -> None:
    settle(lake, now=LATER)
    (file,) = read_manifest(lake, SAKURA).files
    obstore.delete(objects, f"otasuke/{file_name(SAKURA, file)}")

    assert [one.what for one in verify(lake)] == ["cannot be read: it is not there"]
    assert "is gone" in look(lake, "User=*").unreadable[0][1]
    with pytest.raises(FileGone):
        records(lake, SAKURA)


def test_a_harmed_object_is_not_joined_with_sound_ones(lake: Path, objects: S3Store) -> None:
    for hours in (1, 2):
        settle(lake, now=NOON + timedelta(hours=hours, minutes=15))
    file = read_manifest(lake, SAKURA).files[0]
    obstore.put(objects, f"otasuke/{file_name(SAKURA, file)}", b"x")

    cared = care_once(lake, now=NOON + timedelta(days=3))

    assert cared.joined_files == 2
    (problem,) = cared.problems
    assert problem.startswith(f"{SAKURA}: s3://")
    assert "has 1 bytes, should have" in problem


def test_while_the_store_is_away_everything_waits_and_nothing_is_lost(
    lake: Path, bucket: str, s3_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnreachable(f"s3://{bucket}/otasuke", "cannot be reached")

    with monkeypatch.context() as away:
        for name in ("read", "read_many", "swap", "write_new", "folders"):
            away.setattr(ObjectStore, name, refuse)
        with pytest.raises(StoreUnreachable):
            care_once(lake, now=LATER)
        with pytest.raises(StoreUnreachable):
            records(lake, SAKURA)
        writer = RecentWriter(lake)
        send(writer, "m9", (SAKURA, "b9", [event(9)]))
        writer.flush(NOON)

    assert care_once(lake, now=LATER).settled_segments == 5
    assert records(lake, SAKURA) == [0, 1, 2, 3, 9]


def test_copies_are_below_the_lake_and_the_store_says_where_files_are(lake: Path) -> None:
    store = store_of(lake)

    assert store.root == lake / "cache"
    assert store.shown("x").startswith("s3://bucket-")
