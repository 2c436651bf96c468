"""Parts of both tiers hold each event once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.lake import parts
from otasuke.lake.errors import FileGone
from otasuke.lake.parts import Part, SharedPart, everybody, parts_of, parts_of_all
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.settle import settle


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Three segments an hour apart, the first of which is settled; Fuji is in the last only."""
    writer = RecentWriter(tmp_path)
    for hours in range(3):
        at = NOON + timedelta(hours=hours)
        others = [(FUJI, "b", [event(9, time=at)])] if hours == 2 else []
        send(writer, f"m{hours}", (SAKURA, f"b{hours}", [event(hours, time=at)]), *others)
        writer.flush(at)
    settle(tmp_path, now=NOON + timedelta(hours=1))
    return tmp_path


def records(part: Part) -> list[int]:
    return [record for batch in part.batches(["record"]) for record in batch.column("record").to_pylist()]


def test_a_tenant_has_whole_files_and_rows_of_segments(lake: Path) -> None:
    found = parts_of(lake, SAKURA)

    assert [(records(part), part.row_range, part.rows) for part in found] == [
        ([0], None, 1),
        ([1], range(1), 1),
        ([2], range(1, 2), 1),
    ]
    assert [part.earliest for part in found] == [NOON + timedelta(hours=hours) for hours in range(3)]
    assert [records(part) for part in parts_of(lake, FUJI)] == [[9]]


def test_parts_of_another_time_are_left_out(lake: Path) -> None:
    hour = timedelta(hours=1)

    assert [records(part) for part in parts_of(lake, SAKURA, since=NOON + hour)] == [[1], [2]]
    assert [records(part) for part in parts_of(lake, SAKURA, until=NOON + hour)] == [[0]]


def test_everybodys_parts_hold_every_event_once(lake: Path) -> None:
    whole, *shared = parts_of_all(lake)

    assert isinstance(whole, tuple)
    assert (whole[0], records(whole[1])) == (SAKURA, [0])
    assert [one.row_ranges for one in shared if isinstance(one, SharedPart)] == [
        {SAKURA: range(1)},
        {FUJI: range(1), SAKURA: range(1, 2)},
    ]
    assert everybody(lake) == [FUJI, SAKURA]


def test_a_tenants_part_does_not_say_whose_it_is(lake: Path) -> None:
    names = {name for part in parts_of(lake, SAKURA) for batch in part.batches() for name in batch.schema.names}

    assert "tenant" not in names
    assert {"time", "record", "f.Image", "sent_by"} <= names


def test_a_segment_that_is_gone_is_named(lake: Path) -> None:
    part = parts_of(lake, FUJI)[0]
    part.path.unlink()

    with pytest.raises(FileGone, match="is gone"):
        list(part.batches())
    with pytest.raises(FileGone, match="is gone"):
        parts_of(lake, FUJI)


def test_what_is_settled_between_looking_at_the_two_manifests_is_read_once(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settlings = iter([lambda: settle(lake, now=NOON + timedelta(days=1))])

    def then_settle(read):  # type: ignore[no-untyped-def]
        def reading(*args):  # type: ignore[no-untyped-def]
            found = read(*args)
            next(settlings, lambda: None)()
            return found

        return reading

    for name in ("read_recent", "read_manifest"):
        monkeypatch.setattr(parts, name, then_settle(getattr(parts, name)))

    assert sorted(record for part in parts_of(lake, SAKURA) for record in records(part)) == [0, 1, 2]
