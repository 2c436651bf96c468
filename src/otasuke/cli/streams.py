"""Portions → streams of bytes: opens archives and compressed files, by their content and never by their name.

Compressed data is data from strangers: how far it may expand is bounded, and so is how deep archives are opened.
"""

from __future__ import annotations

import io
import itertools
import lzma
import os
import select
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from otasuke.cli.inputs import STDIN, Portion, Skipped

CHUNK_BYTES = 1 << 18
_DEEPEST = 2
_MOST_MEMBERS = 100_000
_FREE_BYTES = 64 << 20
_MOST_EXPANSION = 300
_LARGEST_INNER_BYTES = 1 << 30
_SPOOL_BYTES = 64 << 20
_PATIENCE_S = 0.2
_GZIP_WBITS = 31  # zlib's name for the gzip format

_ZIP, _GZIP, _ZSTD, _TAR = b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"ustar"
_OFFICE = "[Content_Types].xml"


class StreamError(Exception):
    """Reading cannot go on; the message says why, for the user."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of one input. Reading the chunks raises StreamError.

    name  the path, and `!` before each member of an archive.
    head  the first chunk; empty for an empty input.
    """

    name: str
    head: bytes
    chunks: Iterator[bytes]


_Found: TypeAlias = Stream | Skipped


def open_streams(portion: Portion, is_stopped: Callable[[], bool] = lambda: False) -> Iterator[Stream | Skipped]:
    """The streams of a portion, each to be read before the next one is asked for.

    is_stopped  asked while standard input is silent: it may be so for ever.
    """
    try:
        if portion.path == STDIN:
            yield from _expand("stdin", _chunks(_StandardInput(is_stopped), None), depth=0)
        elif portion.members:
            with Path(portion.path).open("rb") as file:
                yield from _zip_members(portion.path, file, portion.members, depth=0)
        else:
            with Path(portion.path).open("rb") as file:
                yield from _expand(portion.path, _chunks(file, portion.piece), depth=0, file=file)
    except (StreamError, OSError) as error:
        yield Skipped(portion.path, _words(error), is_failure=True)


class _StandardInput:
    """Standard input, handed on as it arrives; it ends when the scan is stopped."""

    def __init__(self, is_stopped: Callable[[], bool]) -> None:
        self._is_stopped = is_stopped

    def read(self, size: int) -> bytes:
        try:
            number = sys.stdin.fileno()
        except io.UnsupportedOperation:
            return sys.stdin.buffer.read(size)
        while not self._is_stopped():
            if select.select([number], [], [], _PATIENCE_S)[0]:
                return os.read(number, size)
        return b""


def _chunks(file: IO[bytes] | _StandardInput, piece: tuple[int, int] | None) -> Iterator[bytes]:
    left = None
    if piece is not None and not isinstance(file, _StandardInput):
        file.seek(piece[0])
        left = piece[1] - piece[0]
    while data := file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)):
        yield data
        left = None if left is None else left - len(data)


def _expand(name: str, chunks: Iterator[bytes], *, depth: int, file: IO[bytes] | None = None) -> Iterator[_Found]:
    """The streams inside of a stream, which is itself if it is no archive."""
    head = _head(chunks)
    chunks = itertools.chain((head,) if head else (), chunks)
    if head.startswith((_ZIP, _GZIP, _ZSTD)) and depth == _DEEPEST:
        yield Skipped(name, f"archives inside of archives are opened {_DEEPEST - 1} deep", is_failure=True)
    elif head.startswith(_ZIP):
        yield from _zip(name, file, chunks, depth=depth)
    elif head.startswith(_GZIP):
        yield from _compressed(name, chunks, _gunzip, depth=depth)
    elif head.startswith(_ZSTD):
        yield from _compressed(name, chunks, _unzstd, depth=depth)
    elif head[257:262] == _TAR:
        yield from _tar(name, _Reader(chunks), depth=depth)
    else:
        yield Stream(name, head, _plain(chunks))


def _head(chunks: Iterator[bytes]) -> bytes:
    """The beginning, long enough to be recognised; a pipe may hand it over in small parts."""
    parts, length = [], 0
    for chunk in chunks:
        parts.append(chunk)
        length += len(chunk)
        if length >= CHUNK_BYTES:
            break
    return b"".join(parts)


def _plain(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except OSError as error:
        raise StreamError(_words(error)) from error


def _zip(name: str, file: IO[bytes] | None, chunks: Iterator[bytes], *, depth: int) -> Iterator[_Found]:
    if file is not None:
        yield from _zip_members(name, file, None, depth=depth)
        return
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as spool:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > _LARGEST_INNER_BYTES:
                raise StreamError(f"an archive inside of an archive may have {_LARGEST_INNER_BYTES >> 20} MiB")
            spool.write(chunk)
        yield from _zip_members(name, spool, None, depth=depth)


def _zip_members(name: str, file: IO[bytes], positions: tuple[int, ...] | None, *, depth: int) -> Iterator[_Found]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError) as error:
        raise StreamError(f"broken zip archive: {error}") from error
    with archive:
        members = archive.infolist()
        if any(member.filename == _OFFICE for member in members):
            if positions is None or positions[0] == 0:
                yield Skipped(name, "not a log: Office document", is_failure=False)
            return
        if len(members) > _MOST_MEMBERS and (positions is None or positions[0] == 0):
            yield Skipped(name, f"only the first {_MOST_MEMBERS} of {len(members)} members are read", is_failure=True)
        for position in positions if positions is not None else range(len(members)):
            if position < _MOST_MEMBERS and not members[position].is_dir():
                yield from _zip_member(name, archive, members[position], depth=depth)


def _zip_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, depth: int) -> Iterator[_Found]:
    inner = f"{name}!{member.filename}"
    if member.flag_bits & 1:
        yield Skipped(inner, "encrypted: unpack it with its password first", is_failure=True)
        return
    try:
        with archive.open(member) as opened:
            chunks = _bounded(_pieces(opened), lambda: member.compress_size)
            yield from _expand(inner, chunks, depth=depth + 1)
    except _BROKEN as error:
        yield Skipped(inner, _words(error), is_failure=True)


def _tar(name: str, reader: _Reader, *, depth: int) -> Iterator[_Found]:
    try:
        with tarfile.open(fileobj=reader, mode="r|") as archive:
            for number, member in enumerate(archive):
                if number >= _MOST_MEMBERS:
                    raise StreamError(f"more than {_MOST_MEMBERS} members")
                opened = archive.extractfile(member) if member.isreg() else None
                if opened is not None:
                    yield from _expand(f"{name}!{member.name}", _bounded(_pieces(opened), None), depth=depth + 1)
    except (*_BROKEN, tarfile.TarError) as error:
        yield Skipped(name, _words(error), is_failure=True)


def _compressed(
    name: str, chunks: Iterator[bytes], expand: Callable[[_Reader], Iterator[bytes]], *, depth: int
) -> Iterator[_Found]:
    reader = _Reader(chunks)
    inside = _bounded(expand(reader), lambda: reader.taken)
    try:
        head = _head(inside)
        inside = itertools.chain((head,) if head else (), inside)
        # A tar inside is no further level: `.tar.gz` is one archive.
        is_tar = head[257:262] == _TAR
        yield from _expand(name, inside, depth=depth if is_tar else depth + 1)
    except StreamError as error:
        yield Skipped(name, str(error), is_failure=True)


def _gunzip(reader: _Reader) -> Iterator[bytes]:
    """What gzip members hold. Blanks and NUL bytes behind the last one are no fault: copying adds them."""
    inflate = zlib.decompressobj(_GZIP_WBITS)
    while data := reader.read(CHUNK_BYTES):
        while data:
            if inflate.eof:
                data = data.lstrip(b"\0\r\n ")
                if not data:
                    break
                inflate = zlib.decompressobj(_GZIP_WBITS)
            yield inflate.decompress(data, CHUNK_BYTES)
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if not inflate.eof:
        raise EOFError


def _unzstd(reader: _Reader) -> Iterator[bytes]:
    import pyarrow as pa

    yield from _pieces(pa.CompressedInputStream(pa.PythonFile(reader, mode="r"), "zstd"))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while data := file.read(CHUNK_BYTES):
        yield data


class _Reader(io.RawIOBase):
    """Chunks as a file that can only be read forward; counts what was taken."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.taken = 0
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [], sys.maxsize if size < 0 else size
        while wanted > 0:
            available = self._rest or next(self._chunks, b"")
            if not available:
                break
            parts.append(available[:wanted])
            self._rest = available[wanted:]
            wanted -= len(parts[-1])
        data = b"".join(parts)
        self.taken += len(data)
        return data


def _bounded(expanded: Iterator[bytes], taken: Callable[[], int] | None) -> Iterator[bytes]:
    """What comes out of a decompressor, as long as it stays in proportion to what went in."""
    given = 0
    try:
        for data in expanded:
            given += len(data)
            if taken is not None and given > _FREE_BYTES and given > _MOST_EXPANSION * taken():
                raise StreamError(f"expands to more than {_MOST_EXPANSION} times its size; not read any further")
            yield data
    except _BROKEN as error:
        raise StreamError(_words(error)) from error


_BROKEN = (
    StreamError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # a compression that this Python does not know
    RuntimeError,  # zipfile's word for "encrypted"
)
"""What reading damaged or unusual archives raises."""


def _words(error: Exception) -> str:
    if isinstance(error, StreamError):
        return str(error)
    if isinstance(error, EOFError):
        return "cut short"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return f"broken: {error}"
