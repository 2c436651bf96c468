"""Unpacks a body, and stops where it gets too large: a bomb costs the limit and no more."""

from __future__ import annotations

import zlib

import zstandard

from otasuke.pipeline.gateway.intake import Refused

_LARGEST_WINDOW_BYTES = 8 << 20
"""Of zstd; what RFC 9659 asks of everybody who unpacks what comes over HTTP."""


def unpacked(body: bytes, encoding: str, *, most_bytes: int) -> bytes:
    """The body without its Content-Encoding. Raises Refused: 400, 413 or 415."""
    for name in reversed(_names(encoding)):
        body = _undone(body, name, most_bytes)
    return body


def beginning(body: bytes, encoding: str, *, most_bytes: int) -> bytes:
    """As many unpacked bytes as the beginning of a body gives. Nothing where it cannot be unpacked."""
    if not (names := _names(encoding)):
        return body[:most_bytes]
    if names != ["gzip"]:
        return b""
    try:
        return zlib.decompressobj(31).decompress(body, most_bytes)
    except zlib.error:
        return b""


def _names(encoding: str) -> list[str]:
    names = [name.strip().lower().removeprefix("x-") for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > 1:
        raise Refused(415, f"Content-Encoding {encoding[:60]!r}: a body may be packed once")
    return names


def _undone(body: bytes, name: str, most_bytes: int) -> bytes:
    if name == "gzip":
        return _inflated(body, 31, most_bytes)
    if name == "deflate":
        # Some send what the standard says (zlib), some a bare deflate stream; the first two bytes tell.
        is_zlib = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
        return _inflated(body, 15 if is_zlib else -15, most_bytes)
    if name == "zstd":
        return _zstd(body, most_bytes)
    raise Refused(415, f"Content-Encoding {name[:60]!r} is not known here; gzip, deflate and zstd are")


def _inflated(body: bytes, window: int, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    left = most_bytes
    while body or not pieces:
        unpacker = zlib.decompressobj(window)
        try:
            pieces.append(unpacker.decompress(body, left + 1))
        except zlib.error as error:
            raise Refused(400, f"the body cannot be unpacked: {error}") from error
        left -= len(pieces[-1])
        if left < 0:
            raise _too_large(most_bytes)
        if not unpacker.eof:
            raise Refused(400, "the body cannot be unpacked: it ends too early")
        body = unpacker.unused_data
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _zstd(body: bytes, most_bytes: int) -> bytes:
    try:
        # What a frame says of itself is believed by the library, so it is looked at first.
        if zstandard.frame_content_size(body) > most_bytes:
            raise _too_large(most_bytes)
        unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW_BYTES)
        return unpacker.decompress(body, max_output_size=most_bytes, allow_extra_data=False)
    except zstandard.ZstdError as error:
        if "did not decompress full frame" in str(error):
            raise Refused(
                400,
                f"the body cannot be unpacked: it ends too early, or has more than {most_bytes} bytes; "
                "send smaller batches",
            ) from error
        raise Refused(400, f"the body cannot be unpacked: {error}") from error


def _too_large(most_bytes: int) -> Refused:
    return Refused(413, f"the unpacked body has more than {most_bytes} bytes; send smaller batches")
