"""Files of captured packets: pcap, in all of its byte orders and units of time, and pcapng.

They are read as they come, one packet at a time. Where a length cannot be, the rest of the file cannot be found: it is
one Reject.
Source: the Internet-Drafts draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from otasuke.events import Reject, RejectReason

NAME = "network.capture"
_LONGEST_PACKET = 1 << 18  # libpcap's own limit
_LONGEST_BLOCK = 1 << 24
_SHOWN = 256
_MOST_INTERFACES = 1024
_SECTION = b"\x0a\x0d\x0d\x0a"
_ORDERS = {  # the magic number: byte order, and how many units of time a second has
    b"\xd4\xc3\xb2\xa1": ("<", 10**6),
    b"\xa1\xb2\xc3\xd4": (">", 10**6),
    b"\x4d\x3c\xb2\xa1": ("<", 10**9),
    b"\xa1\xb2\x3c\x4d": (">", 10**9),
}
_SECTION_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 1, 2, 3, 6
_RESOLUTION, _OFFSET = 9, 14


class Packet(NamedTuple):
    """A captured packet.

    offset  of its record in the file.
    at      microseconds since 1970; None where the capture does not say.
    link    what is around it (a LINKTYPE_ number).
    length  on the wire; `data` may be less.
    """

    offset: int
    at: int | None
    link: int
    data: bytes
    length: int


class _Interface(NamedTuple):
    link: int
    units: int
    add_s: int


class _Bytes:
    """The input, of which the part in hand can be looked at."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.data = b""
        self.at = 0
        self._before = 0

    @property
    def offset(self) -> int:
        """Where in the input we are."""
        return self._before + self.at

    def has(self, count: int) -> bool:
        """Whether so many bytes follow; afterwards they are in `data` from `at` on."""
        if len(self.data) - self.at >= count:
            return True
        parts, length = [self.data[self.at :]], len(self.data) - self.at
        while length < count and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            length += len(chunk)
        self._before += self.at
        self.data, self.at = b"".join(parts), 0
        return length >= count

    def rest(self) -> int:
        """How many bytes follow; they are gone afterwards."""
        left = len(self.data) - self.at
        return left + sum(len(chunk) for chunk in self._chunks)


def is_capture(head: bytes) -> bool:
    """Whether an input that begins like this is a capture."""
    return head[:4] in _ORDERS or (head[:4] == _SECTION and head[8:12] in _SECTION_ORDERS)


def packets(chunks: Iterator[bytes]) -> Iterator[Packet | Reject]:
    """The packets of a capture in its order. What cannot be read is one Reject, and the end."""
    source = _Bytes(chunks)
    if not source.has(12):
        yield _broken(source, "the file is shorter than its header")
    elif source.data[:4] == _SECTION:
        yield from _blocks(source)
    else:
        yield from _records(source)


def _broken(source: _Bytes, why: str) -> Reject:
    offset, shown = source.offset, source.data[source.at : source.at + _SHOWN]
    return Reject.of(NAME, offset, RejectReason.BROKEN_RECORD, f"{why}; {source.rest()} bytes are left out", shown)


def _records(source: _Bytes) -> Iterator[Packet | Reject]:
    """The packets of a pcap file."""
    known = _ORDERS.get(source.data[:4])
    if known is None or not source.has(24):
        yield _broken(source, "the file's header is cut short or has no magic number")
        return
    order, units = known
    link = struct.unpack_from(order + "I", source.data, 20)[0] & 0xFFFF
    source.at = 24
    header, per_us = struct.Struct(order + "IIII"), units // 10**6
    while source.has(16):
        seconds, part, held, length = header.unpack_from(source.data, source.at)
        if held > _LONGEST_PACKET or part >= units:
            yield _broken(source, f"a packet of {held} bytes at {seconds}.{part} cannot be")
            return
        if not source.has(16 + held):
            yield _broken(source, f"the packet has {held} bytes, and the file ends before")
            return
        start, offset = source.at + 16, source.offset
        source.at = start + held
        yield Packet(offset, seconds * 10**6 + part // per_us, link, source.data[start : source.at], length)
    if source.has(1):
        yield _broken(source, "the file ends within the header of a packet")


def _blocks(source: _Bytes) -> Iterator[Packet | Reject]:
    """The packets of a pcapng file."""
    order = "<"
    interfaces: list[_Interface] = []
    while source.has(12):
        is_section = source.data[source.at : source.at + 4] == _SECTION
        if is_section:
            magic = source.data[source.at + 8 : source.at + 12]
            if magic not in _SECTION_ORDERS:
                yield _broken(source, "the section has no magic number")
                return
            order, interfaces = _SECTION_ORDERS[magic], []
        kind, length = struct.unpack_from(order + "II", source.data, source.at)
        if length < 12 or length % 4 or length > _LONGEST_BLOCK:
            yield _broken(source, f"a block of {length} bytes cannot be")
            return
        if not source.has(length):
            yield _broken(source, f"the block has {length} bytes, and the file ends before")
            return
        offset, body = source.offset, source.data[source.at + 8 : source.at + length - 4]
        source.at += length
        if kind == _INTERFACE and len(interfaces) < _MOST_INTERFACES:
            interfaces.append(_interface(body, order))
        elif kind in {_PACKET, _OLD_PACKET, _SIMPLE_PACKET}:
            yield _packet(kind, body, order, interfaces, offset) or Reject.of(
                NAME, offset, RejectReason.BROKEN_RECORD, "the packet's block is cut short or of no interface", body
            )
    if source.has(1):
        yield _broken(source, "the file ends within the header of a block")


def _interface(body: bytes, order: str) -> _Interface:
    link = struct.unpack_from(order + "H", body)[0] if len(body) >= 2 else 0
    units, add_s, at = 10**6, 0, 8
    while at + 4 <= len(body):
        code, length = struct.unpack_from(order + "HH", body, at)
        value = body[at + 4 : at + 4 + length]
        if code == _RESOLUTION and len(value) == 1:
            units = 2 ** min(value[0] & 0x7F, 62) if value[0] & 0x80 else 10 ** min(value[0], 18)
        elif code == _OFFSET and len(value) == 8:
            add_s = struct.unpack(order + "q", value)[0]
        at += 4 + -(-length // 4) * 4
    return _Interface(link, units, add_s)


def _packet(kind: int, body: bytes, order: str, interfaces: list[_Interface], offset: int) -> Packet | None:
    """The packet of a block; None if it cannot be one."""
    if kind == _SIMPLE_PACKET:
        if len(body) < 4 or not interfaces:
            return None
        (length,) = struct.unpack_from(order + "I", body)
        return Packet(offset, None, interfaces[0].link, body[4 : 4 + length], length)
    if len(body) < 20:
        return None
    number, high, low, held, length = struct.unpack_from(order + "IIIII", body)
    if kind == _OLD_PACKET:
        number = struct.unpack_from(order + "H", body)[0]
    if number >= len(interfaces) or 20 + held > len(body):
        return None
    one = interfaces[number]
    at = (high << 32 | low) * 10**6 // one.units + one.add_s * 10**6
    return Packet(offset, at, one.link, body[20 : 20 + held], length)
