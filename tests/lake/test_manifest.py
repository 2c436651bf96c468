"""The manifest is the old one or the new one, and names a tenant's files only."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from lake.cast import NOON, SAKURA
from otasuke.lake.errors import BrokenManifest, Overtaken
from otasuke.lake.manifest import (
    Dropped,
    Manifest,
    StoredFile,
    change_manifest,
    read_manifest,
    tenant_folder,
    tenants,
)
from otasuke.lake.storage.folder import FolderStore


def stored(name: str, *batches: str) -> StoredFile:
    return StoredFile(f"day=2026-11-23/{name}.parquet", 1, 2, "ab", NOON, NOON + timedelta(hours=1), NOON, batches)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    manifest = Manifest((stored("a", "b1", "b2"),), (Dropped("day=2026-11-22/x.parquet", NOON),))

    change_manifest(tmp_path, SAKURA, lambda _: manifest)

    assert read_manifest(tmp_path, SAKURA) == manifest


def test_changes_at_the_same_time_are_all_made(tmp_path: Path) -> None:
    def add(number: int) -> None:
        change_manifest(tmp_path, SAKURA, lambda manifest: manifest.with_files([stored(str(number), str(number))]))

    threads = [Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read_manifest(tmp_path, SAKURA).batches() == {str(number) for number in range(12)}


def test_a_batch_comes_in_only_once(tmp_path: Path) -> None:
    change_manifest(tmp_path, SAKURA, lambda manifest: manifest.with_files([stored("a", "b1")]))

    with pytest.raises(Overtaken, match="batch b1 is in the lake"):
        change_manifest(tmp_path, SAKURA, lambda manifest: manifest.with_files([stored("b", "b1")]))

    assert read_manifest(tmp_path, SAKURA).files == (stored("a", "b1"),)


def test_files_that_are_no_longer_there_cannot_be_swapped() -> None:
    manifest = Manifest((stored("a"), stored("b")))

    swapped = manifest.with_swapped([stored("a")], [stored("c")], NOON)

    assert (swapped.files, swapped.dropped) == ((stored("b"), stored("c")), (Dropped(stored("a").name, NOON),))
    with pytest.raises(Overtaken):
        swapped.with_swapped([stored("a")], [], NOON)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": [{}], "dropped": []}', b"\xff"])
def test_a_broken_manifest_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / tenant_folder(SAKURA)).mkdir()
    (tmp_path / tenant_folder(SAKURA) / "manifest.json").write_bytes(content)

    with pytest.raises(BrokenManifest, match=r"manifest\.json: is no manifest"):
        read_manifest(tmp_path, SAKURA)


def test_tenants_are_those_with_a_folder(tmp_path: Path) -> None:
    for name in ("fuji", "sakura"):
        (tmp_path / tenant_folder(name)).mkdir()

    assert tenants(tmp_path) == ["fuji", "sakura"]
    assert tenants(tmp_path / "nowhere") == []


def test_who_is_forestalled_for_ever_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FolderStore, "swap", lambda _, swaps: frozenset(one.name for one in swaps))

    with pytest.raises(Overtaken, match="the manifest of sakura was changed 200 times"):
        change_manifest(tmp_path, SAKURA, lambda manifest: manifest)
