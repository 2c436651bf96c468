from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest

from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.remembering import Kept
from otasuke.lake.following import ahead_of
from otasuke.pipeline.learnt import learners as module
from otasuke.pipeline.learnt.learners import COLUMNS
from otasuke.stream.port import PARTITIONS, partition_of
from pipeline.learnt.cast import (
    FUJI,
    HAGI,
    SAKURA,
    beacon,
    computers,
    learners,
    look_at_all,
    neighbour_scan,
    store,
    wordy,
)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def whose(found):
    return [(one.tenant, one.detector) for one in found]


def save_all(some, journal=1):
    for _ in range(PARTITIONS):
        some.save_next(journal)


def test_tenants_of_one_segment_are_learnt_apart(tmp_path: Path, lake: Path) -> None:
    assert len({partition_of(one) for one in (SAKURA, FUJI, HAGI)}) > 1
    store(lake, (SAKURA, neighbour_scan()), (FUJI, neighbour_scan()), (HAGI, neighbour_scan(count=3)))

    found = look_at_all(learners(tmp_path / "state"), lake)

    assert sorted(whose(found)) == [(FUJI, "neighbour-scan"), (SAKURA, "neighbour-scan")]


def test_what_takes_several_segments_is_found_in_the_last_one(tmp_path: Path, lake: Path) -> None:
    some = learners(tmp_path / "state")
    store(lake, (SAKURA, beacon(0, 8)))
    first = look_at_all(some, lake)
    store(lake, (SAKURA, beacon(8, 16)))

    assert (first, whose(look_at_all(some, lake))) == ([], [(SAKURA, "beaconing")])


def test_what_tenants_of_several_partitions_talk_to_is_a_service(tmp_path: Path, lake: Path) -> None:
    tenants = (SAKURA, FUJI, HAGI, "momiji")
    assert len({partition_of(one) for one in tenants}) > 2
    store(lake, *((one, beacon(0, 8)) for one in tenants))
    store(lake, *((one, beacon(8, 16)) for one in tenants), (SAKURA, beacon(0, 16, peer="45.9.148.99")))

    (found,) = look_at_all(learners(tmp_path / "state"), lake)

    assert (found.tenant, found.counterpart) == (SAKURA, "45.9.148.99")


def test_after_a_restart_it_goes_on_where_it_was_saved(tmp_path: Path, lake: Path) -> None:
    some = learners(tmp_path / "state")
    store(lake, (SAKURA, beacon(0, 8)))
    look_at_all(some, lake)
    save_all(some)
    store(lake, (SAKURA, beacon(8, 16)))

    again = learners(tmp_path / "state")

    assert (again.read_through, again.saved_through, again.saved_journal) == (1, 1, 1)
    assert whose(look_at_all(again, lake)) == [(SAKURA, "beaconing")]


def test_a_partition_that_was_saved_is_not_shown_a_segment_again(tmp_path: Path, lake: Path) -> None:
    some = learners(tmp_path / "state")
    some.begin(0)
    store(lake, (SAKURA, neighbour_scan()), (FUJI, neighbour_scan()))
    look_at_all(some, lake)
    for _ in range(partition_of(SAKURA) + 1):  # their turns come in the order of the partitions
        some.save_next(1)

    found = look_at_all(learners(tmp_path / "state"), lake)

    assert partition_of(SAKURA) < partition_of(FUJI)
    assert whose(found) == [(FUJI, "neighbour-scan")]


def test_who_has_very_many_devices_pushes_out_nobody_of_another_partition(
    tmp_path: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept.__init__, "__defaults__", (20,))
    neighbour = next(f"t{n}" for n in count() if partition_of(f"t{n}") == partition_of(SAKURA))
    told_again = {}
    for large in (FUJI, neighbour):
        some = learners(tmp_path / large)
        some.have_read(ahead_of(lake, 0).newest)
        for tenant, lines in ((SAKURA, computers(0, 5)), (large, computers(100, 500)), (SAKURA, computers(0, 6))):
            store(lake, (tenant, lines))
            told_again[large] = len(look_at_all(some, lake))

    assert told_again == {FUJI: 1, neighbour: 6}


@pytest.mark.parametrize("harm", [b"", b"otasuke learnt 0\nolder", b"otasuke learnt 1\nnonsense"])
def test_a_state_that_cannot_be_used_is_said_and_learnt_anew_and_the_others_are_kept(
    tmp_path: Path, lake: Path, harm: bytes
) -> None:
    some = learners(tmp_path / "state")
    store(lake, (SAKURA, neighbour_scan()), (FUJI, neighbour_scan()))
    look_at_all(some, lake)
    save_all(some)
    (tmp_path / "state" / f"partition-{partition_of(FUJI):02}.state").write_bytes(harm)
    said: list[str] = []

    again = learners(tmp_path / "state", said=said)

    assert whose(look_at_all(again, lake)) == [(FUJI, "neighbour-scan")]
    (line,) = map(json.loads, said)
    assert (line["level"], line["event"], line["partition"]) == ("error", "learnt.forgotten", partition_of(FUJI))
    assert line["reason"] == ("other_version" if b"0" in harm else "damaged")


def test_a_state_that_the_detectors_do_not_know_is_said_too(
    tmp_path: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = learners(tmp_path / "state")
    store(lake, (SAKURA, beacon(0, 3)))
    look_at_all(some, lake)
    with monkeypatch.context() as patch:
        patch.setattr(Detectors, "state", lambda _: {"learning": 3})
        save_all(some)
    said: list[str] = []

    assert learners(tmp_path / "state", said=said).read_through == 0
    assert {json.loads(line)["reason"] for line in said} == {"unfit"}


def test_a_lake_that_ends_before_what_was_read_is_another_one(tmp_path: Path, lake: Path) -> None:
    some = learners(tmp_path / "state")
    some.have_read(100)
    save_all(some)

    assert not some.believe(7)
    assert (some.read_through, some.saved_through) == (7, -1)
    assert some.believe(7)
    store(lake, (SAKURA, beacon(0, 3)))
    some.have_read(8)
    save_all(some)
    assert some.saved_through == 8


def test_only_what_detectors_look_at_is_read(lake: Path) -> None:
    store(lake, (SAKURA, [wordy(number) for number in range(40)]))
    (segment,) = ahead_of(lake, 0).segments

    (batch,) = segment.batches(COLUMNS)

    assert {"f.src_ip", "f.dst_ip", "tenant", "time"} <= set(batch.schema.names) <= COLUMNS


def test_a_large_segment_is_looked_at_piece_by_piece(
    tmp_path: Path, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 4)
    monkeypatch.setattr("otasuke.lake.segments.ROW_GROUP_ROWS", 2)
    tables: list[pa.Table] = []
    observe = module.observe
    monkeypatch.setattr(module, "observe", lambda table: tables.append(table) or observe(table))
    store(lake, (SAKURA, neighbour_scan()))

    found = look_at_all(learners(tmp_path / "state"), lake)

    assert whose(found) == [(SAKURA, "neighbour-scan")]
    assert {len(one) for one in tables} == {4}
