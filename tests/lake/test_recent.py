"""The recent manifest numbers segments, and never gives a number twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA
from otasuke.lake.errors import BrokenManifest
from otasuke.lake.manifest import Dropped, Manifest, change_manifest
from otasuke.lake.recent import Recent, catch_up_with_settled, change_recent, read_recent, recent_folder
from otasuke.lake.segments import Segment

ONE, TWO, THREE = (
    Segment(0, f"{name}.parquet", 1, 2, "ab", NOON, NOON + timedelta(hours=1), NOON) for name in ("a", "b", "c")
)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    recent = Recent((replace(TWO, number=2),), (Dropped("a.parquet", NOON),), 3, (replace(THREE, number=3),))

    change_recent(tmp_path, lambda _: recent)

    assert read_recent(tmp_path) == recent
    assert read_recent(tmp_path / "nowhere") == Recent()


def test_numbers_rise_also_after_segments_are_gone() -> None:
    recent = Recent().with_segments([ONE, TWO])

    later = recent.without(recent.segments, NOON).with_segments([THREE])

    assert [one.number for one in recent.segments] == [1, 2]
    assert [(one.name, one.number) for one in later.segments] == [("c.parquet", 3)]
    assert later.names() == {"a.parquet", "b.parquet", "c.parquet"}


def test_a_harmed_segment_is_kept_apart() -> None:
    recent = Recent().with_segments([ONE, TWO])

    apart = recent.with_harmed(recent.segments[0])

    assert ([one.number for one in apart.segments], [one.number for one in apart.harmed]) == ([2], [1])


def test_numbers_go_on_behind_what_tenants_call_settled(tmp_path: Path) -> None:
    change_manifest(tmp_path, SAKURA, lambda _: Manifest(settled_through=7))

    assert change_recent(tmp_path, lambda recent: recent.with_segments([ONE])).segments[0].number == 8


def test_in_a_restored_lake_numbers_go_on_behind_what_tenants_call_settled(tmp_path: Path) -> None:
    change_recent(tmp_path, lambda recent: recent.with_segments([ONE]))
    change_manifest(tmp_path, SAKURA, lambda _: Manifest(settled_through=7))

    catch_up_with_settled(tmp_path)
    catch_up_with_settled(tmp_path)

    assert (read_recent(tmp_path).newest, len(read_recent(tmp_path).segments)) == (7, 1)


def test_a_lake_that_is_not_there_has_nothing_to_catch_up_with(tmp_path: Path) -> None:
    catch_up_with_settled(tmp_path / "lake")

    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"segments": [{}]}', b"\xff"])
def test_a_broken_manifest_is_named(tmp_path: Path, content: bytes) -> None:
    recent_folder(tmp_path).mkdir()
    (recent_folder(tmp_path) / "manifest.json").write_bytes(content)

    with pytest.raises(BrokenManifest, match=r"recent/manifest\.json: is no manifest"):
        read_recent(tmp_path)
