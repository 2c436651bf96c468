"""A small writer of captures: packets byte by byte, as programs and devices send them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from otasuke.events import Event, Reject
from otasuke.normalise.base import Context
from otasuke.normalise.capture.source import read

MORNING = datetime(2026, 4, 14, tzinfo=UTC)
START_US = int(MORNING.timestamp()) * 10**6
CONTEXT = Context(received_at=MORNING)
PC, SERVER, ROUTER = "192.168.11.14", "93.184.216.34", "192.168.11.1"
PC_MAC, ROUTER_MAC = "00:1b:8b:00:00:14", "00:a0:de:00:00:01"
SYN, ACK, FIN, RST = 2, 16, 1, 4
WINDOWS_10 = bytes.fromhex("020405b40103030801010402")
WINDOWS_XP = bytes.fromhex("020405b401010402")

Timed = tuple[int, bytes]


def packed(address: str) -> bytes:
    return bytes(map(int, address.split(".")))


def hardware(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))


def ethernet(kind: int, payload: bytes, *, src: str = PC_MAC, dst: str = ROUTER_MAC) -> bytes:
    return hardware(dst) + hardware(src) + kind.to_bytes(2, "big") + payload


def ip(src: str, dst: str, protocol: int, payload: bytes, *, ttl: int = 128) -> bytes:
    header = (
        struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 7, 0x4000, ttl, protocol, 0) + packed(src) + packed(dst)
    )
    return ethernet(0x0800, header + payload)


def udp(src: str, sport: int, dst: str, dport: int, data: bytes) -> bytes:
    return ip(src, dst, 17, struct.pack("!HHHH", sport, dport, 8 + len(data), 0) + data)


def tcp(
    src: str, sport: int, dst: str, dport: int, data: bytes = b"", *, flags: int = ACK, seq: int = 0, options: bytes = b"",
    window: int = 64240, ttl: int = 128,
) -> bytes:  # fmt: skip
    options += bytes(-len(options) % 4)
    header = struct.pack("!HHIIBBHHH", sport, dport, seq, 0, (20 + len(options)) << 2, flags, window, 0, 0)
    return ip(src, dst, 6, header + options + data, ttl=ttl)


def arp(operation: int, src: str, dst: str, *, src_mac: str = PC_MAC) -> bytes:
    body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + hardware(src_mac) + packed(src) + bytes(6) + packed(dst)
    return ethernet(0x0806, body, src=src_mac, dst="ff:ff:ff:ff:ff:ff")


def talk(
    turns: Sequence[tuple[bool, bytes]], *, port: int, client: str = PC, server: str = SERVER, sport: int = 50000, gap_s: float = 0.01,
    options: bytes = WINDOWS_10, window: int = 64240,
) -> list[bytes]:  # fmt: skip
    """A TCP connection, from its first packet to its last. turns: whether the client speaks, and what it says."""
    numbers = {True: 1001, False: 5001}
    ends = {True: (client, sport, server, port), False: (server, port, client, sport)}
    found = [
        tcp(*ends[True], flags=SYN, seq=1000, options=options, window=window),
        tcp(*ends[False], flags=SYN | ACK, seq=5000),
    ]
    for is_client, data in turns:
        found.append(tcp(*ends[is_client], data, seq=numbers[is_client]))
        numbers[is_client] += len(data)
    return [*found, *(tcp(*ends[side], flags=FIN | ACK, seq=numbers[side]) for side in (True, False))]


def timed(packets: Iterable[bytes], *, gap_us: int = 10_000, start_us: int = START_US) -> list[Timed]:
    return [(start_us + number * gap_us, data) for number, data in enumerate(packets)]


def pcap(packets: Sequence[Timed], *, order: str = "<", link: int = 1, nanoseconds: bool = False) -> bytes:
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    parts = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for at, data in packets:
        part = at % 10**6 * (1000 if nanoseconds else 1)
        parts.append(struct.pack(order + "IIII", at // 10**6, part, len(data), len(data)) + data)
    return b"".join(parts)


def block(kind: int, body: bytes, *, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, 12 + len(body)) + body + struct.pack(order + "I", 12 + len(body))


def pcapng(packets: Sequence[Timed], *, order: str = "<", link: int = 1, units: bytes = b"") -> bytes:
    """units: the option if_tsresol's value."""
    section = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order=order)
    options = struct.pack(order + "HH", 9, 1) + units + b"\0\0\0" + bytes(4) if units else b""
    parts = [section, block(1, struct.pack(order + "HHI", link, 0, 0) + options, order=order)]
    ticks = 10 ** units[0] if units else 10**6
    for at, data in packets:
        time = at * ticks // 10**6
        head = struct.pack(order + "IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), len(data))
        parts.append(block(6, head + data, order=order))
    return b"".join(parts)


def found_in(data: bytes, *, chunk_bytes: int = 1 << 18) -> list[Event | Reject]:
    """What a capture is read as."""
    return list(read((data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)), CONTEXT))


def events_of(packets: Iterable[bytes], kind: str = "") -> list[dict[str, object]]:
    """The fields of the events that these packets are, all sound; of one type if it is named."""
    items = found_in(pcap(timed(packets)))
    assert not [item for item in items if isinstance(item, Reject)]
    fields = [dict(item.fields) for item in items if isinstance(item, Event)]
    return [one for one in fields if not kind or one["event_type"] == kind]


def name(text: str) -> bytes:
    return b"".join(bytes((len(part),)) + part.encode() for part in text.split(".") if part) + b"\0"


def question(text: str, kind: int = 1, *, number: int = 7) -> bytes:
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + name(text) + struct.pack("!HH", kind, 1)


def answer(text: str, address: str, *, number: int = 7) -> bytes:
    head = struct.pack("!6H", number, 0x8180, 1, 1, 0, 0) + name(text) + struct.pack("!HH", 1, 1)
    return head + b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + packed(address)


def netbios_name(text: str, suffix: int = 0) -> bytes:
    plain = text.encode("shift_jis").ljust(15) + bytes((suffix,))
    return b"\x20" + b"".join(bytes((65 + (one >> 4), 65 + (one & 15))) for one in plain) + b"\0"


def registration(text: str, address: str) -> bytes:
    head = struct.pack("!6H", 9, 0x2910, 1, 0, 0, 1) + netbios_name(text) + struct.pack("!HH", 32, 1)
    return head + b"\xc0\x0c" + struct.pack("!HHIHH", 32, 1, 300000, 6, 0) + packed(address)


def announcement(text: str, version: tuple[int, int], comment: str = "") -> bytes:
    head = struct.pack("!BBHIHHH", 0x11, 2, 9, 0, 138, 100, 0) + netbios_name(text) + netbios_name("WORKGROUP", 0x1D)
    said = b"\x0f\0" + struct.pack("<I", 720000) + text.encode("shift_jis").ljust(16, b"\0") + bytes(version)
    return head + bytes(60) + b"\\MAILSLOT\\BROWSE\0" + said + bytes(8) + comment.encode("shift_jis") + b"\0"


def dhcp(kind: int, mac: str, options: dict[int, bytes], *, assigned: str = "0.0.0.0", is_reply: bool = False) -> bytes:
    head = struct.pack("!BBBBIHH", 2 if is_reply else 1, 1, 6, 0, 0x1234, 0, 0) + bytes(4) + packed(assigned) + bytes(8)
    body = head + hardware(mac).ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63\x35\x01" + bytes((kind,))
    return body + b"".join(bytes((code, len(value))) + value for code, value in options.items()) + b"\xff"


def sized(data: bytes, count: int) -> bytes:
    return len(data).to_bytes(count, "big") + data


def numbers(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def client_hello(server: str = "www.example.jp", *, ciphers: Sequence[int] = (0x1301, 0xC02F)) -> bytes:
    extensions = {
        0: sized(b"\0" + sized(server.encode(), 2), 2),
        10: sized(numbers((29, 23)), 2),
        11: b"\x01\x00",
        13: sized(numbers((0x0403, 0x0804)), 2),
        16: sized(sized(b"h2", 1) + sized(b"http/1.1", 1), 2),
        43: sized(numbers((0x0304, 0x0303)), 1),
    }
    said = b"".join(kind.to_bytes(2, "big") + sized(value, 2) for kind, value in extensions.items())
    body = b"\x03\x03" + bytes(32) + b"\0" + sized(numbers(ciphers), 2) + b"\x01\0" + sized(said, 2)
    return handshake(1, body)


def server_hello(*, version: bytes = b"\x03\x03") -> bytes:
    return handshake(2, version + bytes(32) + b"\0" + b"\xc0\x2f" + b"\0" + sized(b"\xff\x01\0\x01\0", 2))


def handshake(kind: int, body: bytes) -> bytes:
    return b"\x16\x03\x03" + sized(bytes((kind,)) + sized(body, 3), 2)


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes((len(body),)) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes((tag,)) + size + body


def x509(subject: str = "pc.example.jp", issuer: str = "Example CA") -> bytes:
    def named(text: str) -> bytes:
        return der(0x30, der(0x31, der(0x30, der(6, b"\x55\x04\x03"), der(12, text.encode()))))

    algorithm = der(0x30, der(6, b"\x2a\x03"))
    validity = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"270101000000Z"))
    body = der(
        0x30, der(0xA0, der(2, b"\x02")), der(2, b"\x05\xab"), algorithm, named(issuer), validity, named(subject)
    )
    return der(0x30, body, algorithm, der(3, b"\0"))


def rpc_bind(uuid: bytes, *, version: int = 2) -> bytes:
    context = struct.pack("<HBB", 0, 1, 0) + uuid + struct.pack("<I", version) + bytes(20)
    return _fragment(11, struct.pack("<HHIB3x", 4280, 4280, 0, 1) + context)


def rpc_call(operation: int, stub: bytes = b"") -> bytes:
    return _fragment(0, struct.pack("<IHH", len(stub), 0, operation) + stub)


def _fragment(kind: int, body: bytes) -> bytes:
    return struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, 16 + len(body), 0, 2) + body


def smb2(command: int, body: bytes, *, number: int, is_answer: bool = False, status: int = 0, tree: int = 0) -> bytes:
    header = struct.pack(
        "<4sHHIHHIIQIIQ", b"\xfeSMB", 64, 1, status, command, 1, int(is_answer), 0, number, 0, tree, 99
    )
    return sized(header + bytes(16) + body, 4)


def smb1(
    command: int, words: bytes, data: bytes, *, is_answer: bool = False, is_unicode: bool = False, number: int = 1
) -> bytes:
    flags2 = 0x8000 if is_unicode else 0
    head = struct.pack(
        "<4sBIBHH8xHHHHH", b"\xffSMB", command, 0, 0x80 if is_answer else 0, flags2, 0, 0, 1, 0, 1, number
    )
    return sized(head + bytes((len(words) // 2,)) + words + struct.pack("<H", len(data)) + data, 4)


def ntlm(user: str, host: str, *, version: tuple[int, int, int] = (10, 0, 19045)) -> bytes:
    texts = [text.encode("utf-16-le") for text in ("OFFICE", user, host)]
    at, parts = 88, []
    for text in (b"", b"", *texts, b""):
        parts.append(struct.pack("<HHI", len(text), len(text), at))
        at += len(text)
    head = b"NTLMSSP\0" + struct.pack("<I", 3) + b"".join(parts) + struct.pack("<I", 1 << 25 | 1)
    return head + struct.pack("<BBHxxxB", *version, 15) + bytes(16) + b"".join(texts)
