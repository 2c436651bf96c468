"""The messages of Fluent Forward: Message, Forward, PackedForward and CompressedPackedForward.

Source: the Fluentd project's «Forward Protocol Specification v1» and v1.5.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import zstandard

from otasuke.pipeline.gateway.sockets.fluent_records import line_of
from otasuke.pipeline.gateway.sockets.fluent_wire import BadForward, Reader, raw_bytes

LARGEST_UNPACKED_BYTES = 64 << 20
_SHORTEST_OF_ONE = 3  # tag, time, record
_PIECE_BYTES = 256 << 10
_LARGEST_ENTRY_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Message:
    """What a sender sent at once.

    chunk    its name for it, if it wants to hear that we have it; in the type in which it came.
    entries  a list of `[time, record]`, or their bytes.
    packing  how the bytes are compressed: "gzip", "zstd" or "text" (not at all).
    """

    tag: str
    chunk: str | bytes | None
    entries: list[object] | bytes
    packing: str


def message_of(found: object) -> Message | None:
    """The message of an object; None for a heartbeat, which says nothing. Raises BadForward."""
    if found is None:
        return None
    if not (isinstance(found, list) and len(found) >= 2 and (tag := raw_bytes(found[0])) is not None):
        raise BadForward("not a list that begins with a tag")
    entries: list[object] | bytes | None = found[1] if isinstance(found[1], list) else raw_bytes(found[1])
    options = found[2:]
    if entries is None:
        if len(found) < _SHORTEST_OF_ONE:
            raise BadForward("a tag and a time without a record")
        entries, options = [found[1:_SHORTEST_OF_ONE]], found[_SHORTEST_OF_ONE:]
    chunk, packing = _options(options)
    return Message(tag.decode("utf-8", "replace"), chunk, entries, packing)


def _options(options: list[object]) -> tuple[str | bytes | None, str]:
    found = options[0] if options and isinstance(options[0], dict) else {}
    chunk = found.get("chunk")
    packing = raw_bytes(found.get("compressed")) or b"text"
    return chunk if isinstance(chunk, str | bytes) else None, packing.decode("utf-8", "replace")


def lines_of(message: Message) -> Iterator[list[bytes]]:
    """The lines of a message, some at a time, so that others can have their turn in between. Raises BadForward."""
    if isinstance(message.entries, list):
        for start in range(0, len(message.entries), 1000):
            yield [line_of(message.tag, entry) for entry in message.entries[start : start + 1000]]
        return
    reader = Reader(largest_bytes=_LARGEST_ENTRY_BYTES)
    for piece in _unpacked(message.entries, message.packing):
        yield [line_of(message.tag, entry) for entry in reader.feed(piece)]
    if reader.waits:
        raise BadForward("packed entries end in the middle of one")


def _unpacked(data: bytes, packing: str) -> Iterator[bytes]:
    if packing == "text":
        return _pieces(data)
    if packing == "gzip":
        return _bounded(_gunzipped(data))
    if packing == "zstd":
        return _bounded(_unzstandard(data))
    raise BadForward(f"compressed as {packing[:20]!r}; gzip and zstd can be read")


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + _PIECE_BYTES] for start in range(0, len(data), _PIECE_BYTES))


def _bounded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST_UNPACKED_BYTES:
            raise BadForward(f"unpacks to more than {LARGEST_UNPACKED_BYTES} bytes")
        yield piece


def _gunzipped(data: bytes) -> Iterator[bytes]:
    """A chunk is one gzip member after another: Fluentd packs every append for itself."""
    while data:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            while not unpacking.eof:
                piece = unpacking.decompress(data, _PIECE_BYTES)
                if not piece and not unpacking.unconsumed_tail and not unpacking.eof:
                    raise BadForward("the gzip data ends too early")
                yield piece
                data = unpacking.unconsumed_tail
        except zlib.error as error:
            raise BadForward(f"no gzip data: {error}") from error
        data = unpacking.unused_data


def _unzstandard(data: bytes) -> Iterator[bytes]:
    unpacking = zstandard.ZstdDecompressor(max_window_size=8 << 20)
    try:
        with unpacking.stream_reader(data, read_across_frames=True) as reader:
            while piece := reader.read(_PIECE_BYTES):
                yield piece
    except zstandard.ZstdError as error:
        raise BadForward(f"no zstd data: {error}") from error
