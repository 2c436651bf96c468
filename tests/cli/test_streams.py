import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from otasuke.cli.inputs import Portion, Skipped
from otasuke.cli.streams import Stream, StreamError, open_streams


def read(path: Path) -> dict[str, bytes]:
    """Name → bytes of every stream; a skipped one has its reason in place of them."""
    found = {}
    for stream in open_streams(Portion(str(path), is_named=True, size=path.stat().st_size)):
        name = stream.name.removeprefix(str(path))
        found[name] = stream.reason.encode() if isinstance(stream, Skipped) else b"".join(stream.chunks)
    return found


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 300_000, 1_000_000])
def test_a_plain_file_is_its_own_stream(tmp_path: Path, size: int) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * size)

    assert read(path) == {"": b"x" * size}


def test_a_piece_is_that_part_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"0123456789")

    (stream,) = open_streams(Portion(str(path), is_named=True, size=4, piece=(3, 7)))

    assert isinstance(stream, Stream)
    assert b"".join(stream.chunks) == b"3456"


def test_gzip_may_have_several_members_and_blanks_behind_them(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n") + b"\n\0\0")

    assert read(path) == {"": b"one\ntwo\n"}


def test_gzip_that_is_cut_short_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(gzip.compress(bytes(range(256)) * 4_000)[:-20])

    (stream,) = open_streams(Portion(str(path), is_named=True, size=1))

    assert isinstance(stream, Stream)
    with pytest.raises(StreamError, match="cut short"):
        list(stream.chunks)


def test_zip_in_zip_is_opened_and_zip_in_zip_in_zip_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.zip": zipped({"c.zip": zipped({"log": b"deep"}), "log": b"middle"}), "log": b"top"}))

    found = read(path)

    assert (found["!log"], found["!b.zip!log"]) == (b"top", b"middle")
    assert b"are opened 1 deep" in found["!b.zip!c.zip"]


def test_tar_inside_of_gzip_is_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    inner = gzip.compress(b"inner")
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("log.gz")
        member.size = len(inner)
        archive.addfile(member, io.BytesIO(inner))

    assert read(path) == {"!log.gz": b"inner"}


def test_a_bomb_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    path.write_bytes(b"".join(deflate.compress(bytes(1 << 20)) for _ in range(400)) + deflate.flush())

    (stream,) = open_streams(Portion(str(path), is_named=True, size=1))

    assert isinstance(stream, Stream)
    with pytest.raises(StreamError, match="expands to more than 300 times"):
        for _ in stream.chunks:
            pass


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.log": b"x", "open.log": b"y"}))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    assert read(path) == {"!secret.log": b"encrypted: unpack it with its password first", "!open.log": b"y"}


def test_a_damaged_member_does_not_hide_the_next_one(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.log": b"a" * 1_000, "b.log": b"b"}))
    data[data.index(b"a.log") + 6] ^= 0xFF
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    streams = open_streams(Portion(str(path), is_named=True, size=1))
    names = []
    for stream in streams:
        names.append(stream.name.rpartition("!")[2])
        if isinstance(stream, Stream) and stream.name.endswith("b.log"):
            assert b"".join(stream.chunks) == b"b"

    assert names == ["a.log", "b.log"]


def test_an_office_document_is_no_archive_of_logs(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))

    assert read(path) == {"": b"not a log: Office document"}


def test_zstd_is_read(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    path = tmp_path / "log.zst"
    with pa.CompressedOutputStream(str(path), "zstd") as out:
        out.write(b"compressed\n" * 1000)

    assert read(path) == {"": b"compressed\n" * 1000}
