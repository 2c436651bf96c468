"""Verifying finds a flipped bit, and nothing where all is well."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event
from otasuke.lake.care import delete_dropped, retain
from otasuke.lake.manifest import tenant_folder
from otasuke.lake.reader import LakeReader
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.verify import NOBODY, verify
from otasuke.lake.writer import LakeWriter


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two days with three small files each."""
    for number in range(6):
        writer = LakeWriter(tmp_path, SAKURA)
        values = {"Image": ("a", "b")} if number == 1 else {}
        writer.add(f"b{number}", [event(number, time=NOON + timedelta(days=number % 2), **values)])
        writer.flush()
    return tmp_path


def test_a_sound_lake_has_no_problem(lake: Path) -> None:
    assert list(verify(lake)) == []


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]), "was changed after"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "has "),
        (lambda path: path.unlink(), "cannot be read: No such file"),
    ],
    ids=["a flipped bit", "a cut", "a missing file"],
)
def test_a_file_that_was_harmed_is_found_and_no_other(lake: Path, harm, what: str) -> None:  # type: ignore[no-untyped-def]
    harmed = LakeReader(lake, SAKURA).files()[3]
    harm(lake / tenant_folder(SAKURA) / harmed.name)

    (problem,) = verify(lake)

    assert (problem.tenant, problem.name) == (SAKURA, harmed.name)
    assert problem.what.startswith(what)


def test_a_broken_manifest_of_one_tenant_hides_nothing_of_the_others(lake: Path) -> None:
    (lake / tenant_folder(FUJI)).mkdir()
    (lake / tenant_folder(FUJI) / "manifest.json").write_text("{")
    (lake / tenant_folder(SAKURA) / LakeReader(lake, SAKURA).files()[0].name).unlink()

    assert [(one.tenant, one.name[:8]) for one in verify(lake)] == [(FUJI, "manifest"), (SAKURA, "day=2026")]


def test_a_file_that_no_manifest_names_is_told_of_once_nobody_can_be_writing_it(lake: Path) -> None:
    named = lake / tenant_folder(SAKURA) / LakeReader(lake, SAKURA).files()[0].name
    unnamed = (named.with_name("left.parquet"), lake / "recent" / "left.parquet")
    (lake / "recent").mkdir()
    for path in unnamed:
        path.write_bytes(b"x")
        os.utime(path, (NOON.timestamp(), NOON.timestamp()))

    early = list(verify(lake, now=NOON + timedelta(minutes=59)))
    late = list(verify(lake, now=NOON + timedelta(hours=1)))

    assert early == []
    assert late == list(verify(lake))
    assert [(one.tenant, one.name) for one in late] == [
        (NOBODY, "recent/left.parquet"),
        (SAKURA, f"{named.parent.name}/left.parquet"),
    ]
    assert all("named by no manifest" in one.what for one in late)
    assert all(path.exists() for path in unnamed)


def test_what_is_deleted_while_it_is_verified_is_no_problem(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was listed when it was still there; the manifest that was read then no longer names it."""
    dropped = lake / tenant_folder(SAKURA) / LakeReader(lake, SAKURA).files()[0].name
    listed = FolderStore.listed

    def then_delete(store: FolderStore, folder: str):  # type: ignore[no-untyped-def]
        there = list(listed(store, folder))
        if folder == tenant_folder(SAKURA) and dropped.exists():
            retain(lake, SAKURA, since=date(2999, 1, 1), now=NOON)
            delete_dropped(lake, SAKURA, now=NOON + timedelta(hours=1))
        return iter(there)

    monkeypatch.setattr(FolderStore, "listed", then_delete)
    assert list(verify(lake, now=NOON + timedelta(days=3650))) == []
    assert not dropped.exists()
