"""Files that are read at offsets."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from otasuke.shipping.files import UNREADABLE, LogFile, LogFiles, is_compressed

DATA = b"".join(b"line %d\n" % number for number in range(5000))


def test_plain_and_gzip_files_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(DATA)
    (tmp_path / "packed").write_bytes(gzip.compress(DATA))

    for name in ("plain", "packed"):
        file = LogFile(str(tmp_path / name))
        assert file.read_at(100, 50) == DATA[100:150]
        assert file.read_at(0, 10) == DATA[:10]
        assert file.read_at(len(DATA) - 5, 100) == DATA[-5:]
        assert file.read_at(len(DATA) + 100, 10) == b""
        assert file.is_compressed is (name == "packed")
        file.close()


def test_half_a_gzip_file_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(DATA)[:1000])
    file = LogFile(str(path))

    with pytest.raises(UNREADABLE):
        file.read_at(0, 1 << 20)
    file.close()


def test_a_deleted_file_is_read_on_as_long_as_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(DATA)
    files = LogFiles()
    files.opened(1, str(path))
    path.unlink()

    assert files.opened(1, str(path)).read_at(0, 6) == b"line 0"
    assert files.opened(1, str(path)).place("x").size == len(DATA)
    files.close(1)
    with pytest.raises(FileNotFoundError):
        files.opened(1, str(path))


def test_so_many_files_are_open_at_once_and_no_more(tmp_path: Path) -> None:
    files = LogFiles(most=2)
    for number in (1, 2, 3):
        (tmp_path / str(number)).touch()
    files.opened(1, str(tmp_path / "1"))
    files.opened(2, str(tmp_path / "2"))
    assert files.held(1)

    files.opened(3, str(tmp_path / "3"))

    assert [number for number in (1, 2, 3) if files.held(number)] == [1, 3]
    files.close_all()
    assert files.held(1) is None


@pytest.mark.parametrize(
    ("beginning", "answer"), [(b"\x1f\x8b\x08", True), (b"\x28\xb5\x2f\xfd", True), (b"{}\n", False), (b"", False)]
)
def test_compressed_files_are_known_by_their_beginning(tmp_path: Path, beginning: bytes, answer: bool) -> None:
    (tmp_path / "a").write_bytes(beginning)

    assert is_compressed(str(tmp_path / "a")) is answer
