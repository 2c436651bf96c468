from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from lake.cast import NOON, SAKURA, event
from otasuke.lake.writer import LakeWriter
from otasuke.simulating.journal import BadEntry, JournalDetections, LakeRows, seen_in
from otasuke.simulating.watching import Seen
from otasuke.stream.memory import MemoryBroker

ONE = {
    "id": "1",
    "tenant": "t",
    "rule_id": "r",
    "sensor": "PC1",
    "time": "2026-04-14T01:00:00+00:00",
    "detected_at": "2026-04-14T01:00:02Z",
}


def entry(*ids: str) -> bytes:
    return orjson.dumps({"detections": [{**ONE, "id": id, "more": 1} for id in ids], "hits": []})


def test_only_what_comes_after_the_beginning_is_seen_once() -> None:
    async def story() -> list[list[str]]:
        journal = await MemoryBroker().journal("detections")
        await journal.append("a", entry("old"))
        detections = await JournalDetections.open(journal)
        await journal.append("b", entry("1", "2"))
        await journal.append("c", entry("3"))
        return [[one.id for one in await detections.take(0.01)] for _ in range(2)]

    assert asyncio.run(story()) == [["1", "2", "3"], []]


def test_a_detection_says_what_was_found_where_and_when() -> None:
    at = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)

    assert list(seen_in(entry("1"))) == [Seen("1", "t", "r", "PC1", at, at + timedelta(seconds=2))]


def test_a_detection_may_have_no_time() -> None:
    assert next(seen_in(orjson.dumps({"detections": [{**ONE, "time": None}]}))).time is None


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"detections":[{}]}', b'{"detections":7}', entry("1").replace(b"02Z", b"xx")]
)
def test_an_entry_that_says_no_detections_is_an_error(data: bytes) -> None:
    with pytest.raises(BadEntry, match="no detections in"):
        list(seen_in(data))


def test_rows_are_counted_by_sensor_within_the_time(tmp_path: Path) -> None:
    writer = LakeWriter(tmp_path, SAKURA)
    writer.add("b1", [event(1), event(2), event(3, time=NOON + timedelta(hours=3))])
    writer.flush()

    rows = LakeRows(tmp_path)

    assert rows.rows(SAKURA, NOON, NOON + timedelta(hours=1)) == {event(1).sensor: 2}
    assert rows.rows("nobody", NOON, NOON + timedelta(hours=1)) == {}
