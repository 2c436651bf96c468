"""A backup in one file comes out as it went in; every changed byte of a file in it is found."""

from __future__ import annotations

import io
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.local.backups import packing as module
from otasuke.local.backups.contents import NAME, Contents, write_contents
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.packing import contents_in, harms_in, pack, unpack
from otasuke.local.backups.sums import SUMS, SumsWriter, harms, sha256_of

CONTENTS = Contents("0.1.0", datetime(2026, 11, 23, tzinfo=UTC), (), (), 2000)
FILES = {
    "lake/tenant=a/x.parquet": b"x" * 1999,
    "folder/設定": b"",
    f"folder/{'long' * 50}": b"y",
    "database/a.dump": bytes(9),
}


def silent(_: str) -> None:
    """Nobody listens."""


def make_backup(folder: Path) -> Path:
    folder.mkdir()
    sums = SumsWriter(folder)
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        sums.add(name, sha256_of(folder / name))
    write_contents(folder, CONTENTS)
    sums.add(NAME, sha256_of(folder / NAME))
    sums.complete()
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    pack(make_backup(tmp_path / "backup"), tmp_path / "backup.tar", say=silent)
    return tmp_path / "backup.tar"


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_went_in_comes_out(file: Path, tmp_path: Path) -> None:
    unpack(file, tmp_path / "out", say=silent)

    assert bytes_in(tmp_path / "out") == bytes_in(tmp_path / "backup")
    assert not any(harms(tmp_path / "out"))
    assert list(harms_in(file, say=silent)) == []
    assert contents_in(file) == CONTENTS
    assert all(path.stat().st_mode & 0o077 == 0 for path in (file, tmp_path / "out"))


def test_any_tar_reads_it_the_contents_first_and_the_checksums_last(file: Path) -> None:
    with tarfile.open(file) as tar:
        names = tar.getnames()

    assert (names[0], names[-1]) == (NAME, SUMS)
    assert set(names) == {NAME, SUMS, *FILES}


@given(data=st.data())
def test_a_changed_byte_is_found_or_changes_nothing(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, file = make_backup(Path(name, "backup")), Path(name, "file")
        pack(folder, file, say=silent)
        content = bytearray(file.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        file.write_bytes(content)

        if not list(harms_in(file, say=silent)):
            unpack(file, Path(name, "out"), say=silent)
            assert bytes_in(Path(name, "out")) == bytes_in(folder)


@given(cut=st.floats(0, 0.999))
def test_a_file_that_was_cut_short_is_no_whole_backup(cut: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, file = make_backup(Path(name, "backup")), Path(name, "file")
        pack(folder, file, say=silent)
        with tarfile.open(file) as tar:
            end = tar.getmembers()[-1].offset_data + tar.getmembers()[-1].size
        file.write_bytes(file.read_bytes()[: int(end * cut)])

        assert list(harms_in(file, say=silent))


@pytest.mark.parametrize("content", [b"", b"what", bytes(20_000)], ids=["empty", "text", "zeros"])
def test_a_file_that_is_something_else_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(BackupError, match=r"is no backup|is no whole backup"):
        contents_in(tmp_path / "file")
    assert list(harms_in(tmp_path / "file", say=silent))


@pytest.mark.parametrize("name", ["/etc/passwd", "../up", "a/../../up"])
def test_names_that_lead_elsewhere_are_not_followed(tmp_path: Path, name: str) -> None:
    described = tarfile.TarInfo(name)
    described.size = 1
    with tarfile.open(tmp_path / "file", "w") as tar:
        tar.addfile(described, io.BytesIO(b"x"))

    with pytest.raises(BackupError, match="which no backup does"):
        unpack(tmp_path / "file", tmp_path / "out", say=silent)
    assert {path.name for path in tmp_path.rglob("*")} == {"file", "out"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    described = tarfile.TarInfo("link")
    described.type, described.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(tmp_path / "file", "w") as tar:
        tar.addfile(described)

    with pytest.raises(BackupError, match="holds 'link', which no backup does"):
        unpack(tmp_path / "file", tmp_path / "out", say=silent)


def test_a_disk_without_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(tmp_path / "backup")
    monkeypatch.setattr(module, "free_bytes", lambda _: 100)

    with pytest.raises(BackupError, match="not enough room"):
        pack(backup, tmp_path / "file", say=silent)
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_what_fails_leaves_nothing_behind_and_the_last_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(tmp_path / "backup")
    (tmp_path / "file").write_text("the last one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_keep", fail)

    with pytest.raises(OSError, match="No space left"):
        pack(backup, tmp_path / "file", say=silent)
    assert (tmp_path / "file").read_text() == "the last one"
    assert {path.name for path in tmp_path.iterdir()} == {"backup", "file"}


def test_it_is_said_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SAY_EVERY_S", -1.0)
    backup, said = make_backup(tmp_path / "backup"), list[str]()

    pack(backup, tmp_path / "file", say=said.append)

    assert said[0].startswith(f"writing {tmp_path / 'file'}: 0 of 0 MiB (")
    assert said[-1].endswith("(100%)")
