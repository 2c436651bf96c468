"""From the bytes of a packet to what travels in it: link layers, IPv4, IPv6 and ARP."""

from __future__ import annotations

import struct
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple

from otasuke.normalise.capture.cursor import Malformed

ETHERNET, LOOPBACK, RAW, LOOP, SLL, IP4_ONLY, IP6_ONLY, SLL2 = 1, 0, 101, 108, 113, 228, 229, 276
_OLD_RAW = (12, 14)
LINKS = frozenset((ETHERNET, LOOPBACK, RAW, LOOP, SLL, IP4_ONLY, IP6_ONLY, SLL2, *_OLD_RAW))
"""Link types (LINKTYPE_ numbers) that can be read."""

IP4, IP6, ARP = 0x0800, 0x86DD, 0x0806
_VLANS = frozenset((0x8100, 0x88A8, 0x9100))
_PPPOE = 0x8864
_PPP = {0x0021: IP4, 0x0057: IP6}
_EXTENSIONS = frozenset((0, 43, 60, 51))
_FRAGMENT = 44
_MOST_EXTENSIONS = 8
_NO_MAC = bytes(6)
_ETHERNET = struct.Struct("!6s6sH")
_IP4 = struct.Struct("!BBHHHBBH4s4s")
_IP6 = struct.Struct("!IHBB16s16s")


class Frame(NamedTuple):
    """What a packet carries.

    kind      IP4, IP6 or ARP.
    protocol  of IP; -1 of a later fragment, whose beginning is elsewhere.
    payload   from the header of the protocol on (of ARP from its own).
    vlan      0 if there is none.
    """

    src_mac: bytes
    dst_mac: bytes
    kind: int
    vlan: int
    src: bytes
    dst: bytes
    protocol: int
    ttl: int
    payload: bytes


def frame_of(link: int, data: bytes) -> Frame | None:
    """What is in a packet; None if it is neither IP nor ARP. Raises Malformed."""
    src_mac, dst_mac, vlan = _NO_MAC, _NO_MAC, 0
    if link == ETHERNET:
        if len(data) < 14:
            raise Malformed("the packet is shorter than an Ethernet header")
        dst_mac, src_mac, kind = _ETHERNET.unpack_from(data)
        at = 14
        while kind in _VLANS and len(data) >= at + 4:
            vlan, kind = int.from_bytes(data[at : at + 2], "big") & 0xFFF, int.from_bytes(data[at + 2 : at + 4], "big")
            at += 4
        if kind == _PPPOE and len(data) >= at + 8:
            kind = _PPP.get(int.from_bytes(data[at + 6 : at + 8], "big"), 0)
            at += 8
    else:
        kind, at, src_mac = _other_link(link, data)
    if kind == IP4:
        return _ip4(data, at, src_mac, dst_mac, vlan)
    if kind == IP6:
        return _ip6(data, at, src_mac, dst_mac, vlan)
    if kind == ARP:
        return Frame(src_mac, dst_mac, ARP, vlan, b"", b"", 0, 0, data[at:])
    return None


def _other_link(link: int, data: bytes) -> tuple[int, int, bytes]:
    """The kind of what follows, where it begins, and who sent it."""
    if link in {LOOPBACK, LOOP}:
        if len(data) < 5:
            raise Malformed("the packet is shorter than its link header")
        return _by_version(data[4]), 4, _NO_MAC
    if link == SLL:
        if len(data) < 16:
            raise Malformed("the packet is shorter than its link header")
        return int.from_bytes(data[14:16], "big"), 16, data[6:12]
    if link == SLL2:
        if len(data) < 20:
            raise Malformed("the packet is shorter than its link header")
        return int.from_bytes(data[:2], "big"), 20, data[12:18]
    if not data:
        raise Malformed("the packet is empty")
    return _by_version(data[0]), 0, _NO_MAC


def _by_version(first: int) -> int:
    return {4: IP4, 6: IP6}.get(first >> 4, 0)


def _ip4(data: bytes, at: int, src_mac: bytes, dst_mac: bytes, vlan: int) -> Frame:
    if len(data) < at + 20:
        raise Malformed("the packet is shorter than an IPv4 header")
    first, _, total, _, part, ttl, protocol, _, src, dst = _IP4.unpack_from(data, at)
    header = (first & 0x0F) * 4
    if first >> 4 != 4 or header < 20 or (total and total < header):
        raise Malformed("the IPv4 header's lengths cannot be")
    # A network card that cuts large packets itself leaves the total length to be filled in: it is 0 then.
    payload = data[at + header : at + total] if total else data[at + header :]
    return Frame(src_mac, dst_mac, IP4, vlan, src, dst, -1 if part & 0x1FFF else protocol, ttl, payload)


def _ip6(data: bytes, at: int, src_mac: bytes, dst_mac: bytes, vlan: int) -> Frame:
    if len(data) < at + 40:
        raise Malformed("the packet is shorter than an IPv6 header")
    _, length, protocol, ttl, src, dst = _IP6.unpack_from(data, at)
    at += 40
    end = min(at + length, len(data)) if length else len(data)
    for _ in range(_MOST_EXTENSIONS):
        if protocol not in _EXTENSIONS and protocol != _FRAGMENT:
            break
        if at + 8 > end:
            raise Malformed("the packet is shorter than its IPv6 headers")
        following, size = data[at], data[at + 1]
        if protocol == _FRAGMENT:
            is_later = int.from_bytes(data[at + 2 : at + 4], "big") & 0xFFF8
            protocol = -1 if is_later else following
            at += 8
        else:
            at += (size + 2) * 4 if protocol == 51 else (size + 1) * 8
            protocol = following
    return Frame(src_mac, dst_mac, IP6, vlan, src, dst, protocol, ttl, data[at:end])


@lru_cache(maxsize=1 << 15)
def address(packed: bytes) -> str:
    """An IP address as text."""
    if len(packed) == 4:
        return "{}.{}.{}.{}".format(*packed)
    return str(IPv6Address(packed)) if len(packed) == 16 else ""


@lru_cache(maxsize=1 << 15)
def mac(packed: bytes) -> str:
    """A hardware address as text."""
    return packed.hex(":")
