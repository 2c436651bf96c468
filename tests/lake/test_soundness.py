"""A harmed file is not written anew as if it were sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event, send
from otasuke.lake.errors import BrokenFile
from otasuke.lake.manifest import file_name
from otasuke.lake.recent import recent_folder
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.soundness import fault_in, fault_of, sound_bytes
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.writer import LakeWriter


def test_a_flipped_bit_is_found_anywhere(tmp_path: Path) -> None:
    writer = LakeWriter(tmp_path, SAKURA)
    writer.add("b1", [event(1)])
    (file,) = writer.flush()
    name = file_name(SAKURA, file)
    data = (tmp_path / name).read_bytes()
    store = FolderStore(tmp_path)
    assert sound_bytes(store, name, file) == data

    for at in range(0, len(data), 97):
        changed = data[:at] + bytes([data[at] ^ 64]) + data[at + 1 :]
        assert fault_in(changed, file) == "was changed after it was written: its checksum is another"
    (tmp_path / name).write_bytes(changed)
    with pytest.raises(BrokenFile, match="checksum is another"):
        sound_bytes(store, name, file)
    (tmp_path / name).unlink()
    with pytest.raises(BrokenFile, match="No such file"):
        sound_bytes(store, name, file)


def test_a_segment_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    writer = RecentWriter(tmp_path)
    send(writer, "m1", (SAKURA, "b1", [event(1)]))
    (segment,) = writer.flush(NOON)
    path = recent_folder(tmp_path) / segment.name

    assert fault_of(path, segment) == ""
    path.unlink()
    assert fault_of(path, segment) == "cannot be read: No such file or directory"
