"""A harmed file is not written anew as if it were sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.cast import SAKURA, event
from otasuke.lake.errors import BrokenFile
from otasuke.lake.manifest import tenant_folder
from otasuke.lake.soundness import check_sound, fault_of
from otasuke.lake.writer import LakeWriter


def test_a_flipped_bit_is_found_anywhere(tmp_path: Path) -> None:
    writer = LakeWriter(tmp_path, SAKURA)
    writer.add("b1", [event(1)])
    (file,) = writer.flush()
    path = tenant_folder(tmp_path, SAKURA) / file.name
    data = path.read_bytes()
    check_sound(path, file)

    for at in range(0, len(data), 97):
        path.write_bytes(data[:at] + bytes([data[at] ^ 64]) + data[at + 1 :])
        assert fault_of(path, file) == "was changed after it was written: its checksum is another"
    with pytest.raises(BrokenFile, match="checksum is another"):
        check_sound(path, file)
