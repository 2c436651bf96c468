"""Packets → flows and what is said in them, as a sensor at this place of the network would have written it.

Bounded: so many flows are remembered; the one that was quiet for longest ends first. A flow ends when both sides close
it, when nothing came for some time (Suricata's own times), or with the capture.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, TypeAlias

from otasuke.normalise.capture.conversations import Conversation, conversation_for, message_of
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.frames import ARP, Frame, address, mac
from otasuke.normalise.capture.kerberos import Kerberos
from otasuke.normalise.capture.streams import Stream
from otasuke.normalise.capture.syn import fingerprint

MOST_FLOWS = 50_000
_TCP, _UDP, _ICMP, _ICMP6 = 6, 17, 1, 58
_PROTOCOLS = {_TCP: "TCP", _UDP: "UDP", _ICMP: "ICMP", _ICMP6: "IPv6-ICMP"}
_FIN, _SYN, _RST, _PSH, _ACK, _URG = 1, 2, 4, 8, 16, 32
_FLAG_NAMES = ((_SYN, "syn"), (_FIN, "fin"), (_RST, "rst"), (_PSH, "psh"), (_ACK, "ack"), (_URG, "urg"))
_QUIET_US = {_TCP: (60_000_000, 600_000_000), _UDP: (30_000_000, 300_000_000)}
_OTHER_QUIET_US = (30_000_000, 300_000_000)
_CLOSED_US = 10_000_000
_LONGEST_QUIET_US = 600_000_000
_WELL_KNOWN = 1024
_MOST_SEARCHED = 1 << 12
"""A connection of which so many bytes were nothing that is read is only counted."""
_TCP_HEADER = struct.Struct("!HHIIBBH")
_ARP = struct.Struct("!HHBBH6s4s6s4s")
_ARP_OPERATIONS = {1: "request", 2: "reply"}

Record: TypeAlias = tuple[int, dict[str, Any]]
"""When, in microseconds since 1970, and a record of EVE without its time."""


class Flow:
    """Both directions of a conversation: index 0 is to the server, 1 to the client."""

    __slots__ = (
        "at", "bytes", "conversation", "ends", "flags", "is_deaf", "key", "last", "macs", "number", "packets", "protocol", "searched",
        "start", "streams", "syn",
    )  # fmt: skip

    def __init__(
        self, number: int, protocol: int, ends: tuple[bytes, int, bytes, int], macs: tuple[bytes, bytes]
    ) -> None:
        """ends: address and port of the client, then of the server."""
        self.number = number
        self.protocol = protocol
        self.ends = ends
        self.macs = macs
        self.start = self.last = 0
        self.packets = [0, 0]
        self.bytes = [0, 0]
        self.flags = [0, 0]
        self.streams: list[Stream | None] = [None, None]
        self.conversation: Conversation | None = None
        self.key: tuple[object, ...] = ()
        self.is_deaf = False
        self.searched = 0
        self.syn = ""

    @property
    def is_closed(self) -> bool:
        """Whether the connection was ended by its sides."""
        return bool((self.flags[0] | self.flags[1]) & _RST or (self.flags[0] & self.flags[1]) & _FIN)

    @property
    def quiet_us(self) -> int:
        """After how long without a packet it is over."""
        if self.is_closed:
            return _CLOSED_US
        return _QUIET_US.get(self.protocol, _OTHER_QUIET_US)[self.packets[0] > 0 < self.packets[1]]


class Flows:
    """What is under way in a capture."""

    def __init__(self, most: int = MOST_FLOWS) -> None:
        self._most = most
        self._flows: OrderedDict[tuple[object, ...], Flow] = OrderedDict()
        self._count = 0

    def add(self, at: int, frame: Frame, length: int) -> Iterator[Record]:
        """Take a packet in, and tell what it completes. Raises Malformed, after which the packet is done with."""
        if frame.kind == ARP:
            yield at, _arp(frame.payload)
            return
        yield from self._over(at)
        if frame.protocol < 0:
            return
        ports = self._ports(frame)
        flow, side = self._flow(at, frame, ports)
        if flow.last and at - flow.last > flow.quiet_us:
            yield from self._end(flow, "timeout")
            del self._flows[flow.key]
            flow, side = self._flow(at, frame, ports)
        flow.last = max(at, flow.last)
        flow.packets[side] += 1
        flow.bytes[side] += length
        if frame.protocol == _TCP:
            yield from self._tcp(at, flow, side, frame)
        elif frame.protocol == _UDP:
            yield from self._udp(at, flow, side, frame)

    def end(self) -> Iterator[Record]:
        """The flows that the end of the capture cut off."""
        for flow in self._flows.values():
            yield from self._end(flow, "shutdown")
        self._flows.clear()

    def _over(self, at: int) -> Iterator[Record]:
        """The flows that are over, from the one that was quiet for longest on."""
        while self._flows:
            key, flow = next(iter(self._flows.items()))
            is_quiet = at - flow.last > _LONGEST_QUIET_US or (flow.is_closed and at - flow.last > _CLOSED_US)
            if not is_quiet and len(self._flows) < self._most:
                return
            del self._flows[key]
            yield from self._end(flow, "timeout" if is_quiet else "forced")

    def _ports(self, frame: Frame) -> tuple[int, int]:
        if frame.protocol not in {_TCP, _UDP}:
            return (frame.payload[0], frame.payload[1]) if len(frame.payload) > 1 else (0, 0)
        if len(frame.payload) < 8:
            raise Malformed("the packet is shorter than its TCP or UDP header")
        return int.from_bytes(frame.payload[:2], "big"), int.from_bytes(frame.payload[2:4], "big")

    def _flow(self, at: int, frame: Frame, ports: tuple[int, int]) -> tuple[Flow, int]:
        """The flow of a packet and the packet's direction."""
        is_icmp = frame.protocol not in {_TCP, _UDP}
        sender, receiver = (frame.src, 0 if is_icmp else ports[0]), (frame.dst, 0 if is_icmp else ports[1])
        key = (frame.protocol, frame.vlan, *(sender + receiver if sender <= receiver else receiver + sender))
        flow = self._flows.get(key)
        if flow is None:
            self._count += 1
            is_answer = frame.protocol == _TCP and _is_from_server(frame, ports)
            ends = (*receiver, *sender) if is_answer else (*sender, *receiver)
            macs = (frame.dst_mac, frame.src_mac) if is_answer else (frame.src_mac, frame.dst_mac)
            flow = Flow(self._count, frame.protocol, ends, macs)
            flow.start, flow.key = at, key
            self._flows[key] = flow
        else:
            self._flows.move_to_end(key)
        return flow, 0 if (flow.ends[0], flow.ends[1]) == sender else 1

    def _tcp(self, at: int, flow: Flow, side: int, frame: Frame) -> Iterator[Record]:
        if len(frame.payload) < 20:
            raise Malformed("the packet is shorter than a TCP header")
        _, _, number, _, offset, flags, window = _TCP_HEADER.unpack_from(frame.payload)
        header = (offset >> 4) * 4
        if header < 20:
            raise Malformed("the TCP header's length cannot be")
        flow.flags[side] |= flags
        if flags & _SYN:
            flow.streams[side] = Stream((number + 1) & 0xFFFFFFFF)
            if not flags & _ACK and side == 0:
                flow.syn = fingerprint(frame.ttl, window, frame.payload[20:header])
            return
        data = frame.payload[header:]
        if not data or flow.is_deaf:
            return
        stream = flow.streams[side]
        if stream is None:
            stream = flow.streams[side] = Stream(number)
        data, is_lost = stream.add(number, data)
        yield from self._listen(at, flow, data, to_server=side == 0, is_lost=is_lost)

    def _listen(self, at: int, flow: Flow, data: bytes, *, to_server: bool, is_lost: bool) -> Iterator[Record]:
        if not data:
            return
        if flow.conversation is None:
            flow.searched += len(data)
            flow.conversation = conversation_for(data, server_port=flow.ends[3], to_server=to_server)
        talk = flow.conversation
        if talk is None:
            flow.is_deaf = flow.searched > _MOST_SEARCHED
            return
        if is_lost:
            talk.lose(to_server=to_server)
        try:
            found = talk.feed(data, to_server=to_server)
        except Malformed:
            flow.is_deaf = True
            yield from self._told(at, flow, talk.end())
            raise
        yield from self._told(at, flow, found)
        flow.is_deaf = getattr(talk, "is_done", False)

    def _udp(self, at: int, flow: Flow, side: int, frame: Frame) -> Iterator[Record]:
        size = int.from_bytes(frame.payload[4:6], "big")
        data = frame.payload[8:size] if size >= 8 else frame.payload[8:]
        if not data or flow.is_deaf:
            return
        if flow.ends[3] == 88:
            flow.conversation = flow.conversation or Kerberos()
            yield from self._listen(at, flow, data, to_server=side == 0, is_lost=False)
            return
        try:
            found = message_of(data, (flow.ends[1], flow.ends[3]))
        except Malformed:
            flow.is_deaf = True
            raise
        for body in found:
            is_swapped = side == 1 and "dns" not in body
            yield at, _record(flow, body, is_swapped=is_swapped)

    def _told(self, at: int, flow: Flow, found: list[dict[str, Any]]) -> Iterator[Record]:
        for body in found:
            yield at, _record(flow, body | ({"tcp": {"syn_fingerprint": flow.syn}} if flow.syn else {}))

    def _end(self, flow: Flow, reason: str) -> Iterator[Record]:
        if flow.conversation is not None and not flow.is_deaf:
            yield from self._told(flow.last, flow, flow.conversation.end())
        body: dict[str, Any] = {
            "pkts_toserver": flow.packets[0],
            "pkts_toclient": flow.packets[1],
            "bytes_toserver": flow.bytes[0],
            "bytes_toclient": flow.bytes[1],
            "start": flow.start,
            "end": flow.last,
            "age": (flow.last - flow.start) // 1_000_000,
            "state": "closed" if flow.is_closed else "established" if flow.packets[0] and flow.packets[1] else "new",
            "reason": reason,
        }
        yield flow.last, _record(flow, {"flow": body, **_tcp_body(flow), **_app(flow)})


def _is_from_server(frame: Frame, ports: tuple[int, int]) -> bool:
    """Whether the first packet that we see of a connection is an answer."""
    flags = frame.payload[13] if len(frame.payload) > 13 else 0
    if flags & _SYN:
        return bool(flags & _ACK)
    return ports[0] < _WELL_KNOWN <= ports[1] or (ports[0] < ports[1] and not ports[1] < _WELL_KNOWN)


def _tcp_body(flow: Flow) -> dict[str, Any]:
    if flow.protocol != _TCP:
        return {}
    both = flow.flags[0] | flow.flags[1]
    flags = {name: True for flag, name in _FLAG_NAMES if both & flag}
    body = {"tcp_flags": f"{both:02x}", "tcp_flags_ts": f"{flow.flags[0]:02x}", "tcp_flags_tc": f"{flow.flags[1]:02x}"}
    return {"tcp": {**body, **flags, **({"syn_fingerprint": flow.syn} if flow.syn else {})}}


def _app(flow: Flow) -> dict[str, Any]:
    return {"app_proto": flow.conversation.name} if flow.conversation is not None else {}


def _record(flow: Flow, body: dict[str, Any], *, is_swapped: bool = False) -> dict[str, Any]:
    """A record of EVE. is_swapped: it is told as the server's."""
    client, client_port, server, server_port = flow.ends
    ends = (server, server_port, client, client_port) if is_swapped else flow.ends
    macs = flow.macs[::-1] if is_swapped else flow.macs
    record: dict[str, Any] = {
        "flow_id": flow.number,
        "event_type": next(iter(body)),
        "src_ip": address(ends[0]),
        "dest_ip": address(ends[2]),
        "proto": _PROTOCOLS.get(flow.protocol, str(flow.protocol)),
        **body,
    }
    if flow.protocol in {_TCP, _UDP}:
        record |= {"src_port": ends[1], "dest_port": ends[3]}
    if any(macs[0]):
        record["ether"] = {"src_mac": mac(macs[0]), "dest_mac": mac(macs[1])}
    return record


def _arp(data: bytes) -> dict[str, Any]:
    if len(data) < _ARP.size:
        raise Malformed("the packet is shorter than ARP")
    _, kind, hardware, protocol, operation, src_mac, src, dst_mac, dst = _ARP.unpack_from(data)
    if (kind, hardware, protocol) != (0x0800, 6, 4):
        raise Malformed("this ARP is not about Ethernet and IPv4")
    body = {
        "hw_type": "ethernet",
        "proto_type": "ipv4",
        "opcode": _ARP_OPERATIONS.get(operation, str(operation)),
        "src_mac": mac(src_mac),
        "src_ip": address(src),
        "dest_mac": mac(dst_mac),
        "dest_ip": address(dst),
    }
    return {"event_type": "arp", "arp": body}
