"""What of a folder is not of every store: tests of both are in test_port.py."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from otasuke.lake.durable import locked
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.port import Swap


def test_who_swaps_waits_until_the_folder_is_free(tmp_path: Path) -> None:
    store, name = FolderStore(tmp_path), "tenant=sakura/manifest.json"
    swap = Thread(target=store.swap, args=([Swap(name, b"new", None)],))

    with locked(tmp_path / "tenant=sakura"):
        swap.start()
        swap.join(0.05)
        assert not (tmp_path / name).exists()
    swap.join()

    assert (tmp_path / name).read_bytes() == b"new"


def test_of_files_that_cannot_all_be_written_none_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "day=1").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        FolderStore(tmp_path).write_new([("day=1/a.parquet", b"1"), ("day=1/b.parquet", b"2")])

    assert list((tmp_path / "day=1").iterdir()) == []
