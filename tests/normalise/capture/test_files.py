from __future__ import annotations

import pytest

from normalise.capture.writing import START_US, arp, block, pcap, pcapng, timed
from otasuke.events import Reject
from otasuke.normalise.capture.files import Packet, is_capture, packets

TWO = timed([b"first", b"second one"])
CAPTURES = {
    "pcap": pcap(TWO),
    "pcap of a big-endian machine": pcap(TWO, order=">"),
    "pcap in nanoseconds": pcap(TWO, nanoseconds=True),
    "pcapng": pcapng(TWO),
    "pcapng of a big-endian machine": pcapng(TWO, order=">"),
    "pcapng in nanoseconds": pcapng(TWO, units=b"\x09"),
}


def read(data: bytes, size: int = 7) -> list[Packet | Reject]:
    return list(packets(iter([data[at : at + size] for at in range(0, len(data), size)])))


@pytest.mark.parametrize("form", CAPTURES)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_every_form_holds_the_same_packets(form, size):
    assert is_capture(CAPTURES[form])
    assert [(one.at, one.link, one.data, one.length) for one in read(CAPTURES[form], size)] == [
        (START_US, 1, b"first", 5),
        (START_US + 10_000, 1, b"second one", 10),
    ]


@pytest.mark.parametrize("form", CAPTURES)
def test_a_capture_that_ends_too_early_says_where(form):
    whole, data = read(CAPTURES[form]), CAPTURES[form][:-3]

    first, broken = read(data)

    assert first == whole[0]
    assert isinstance(broken, Reject)
    assert broken.offset == whole[1].offset
    assert "ends" in broken.detail


def test_a_length_that_cannot_be_ends_the_capture_with_a_reject():
    data = bytearray(pcap(TWO))
    data[24 + 8 : 24 + 12] = b"\xff\xff\xff\x7f"

    (broken,) = read(bytes(data))

    assert isinstance(broken, Reject)
    assert broken.offset == 24
    assert "2147483647" in broken.detail


def test_blocks_that_are_no_packets_are_passed_over_and_packets_of_no_interface_are_rejects():
    section, rest = pcapng([])[:28], pcapng(TWO)[28:]
    stray = block(6, bytes([9, 0, 0, 0]) + bytes(16))

    items = read(section + block(5, b"statistics") + rest + stray)

    assert [type(item) for item in items] == [Packet, Packet, Reject]


def test_a_simple_packet_has_no_time():
    data = pcapng([]) + block(3, (42).to_bytes(4, "little") + arp(1, "192.168.11.14", "192.168.11.1"))

    (packet,) = read(data)

    assert isinstance(packet, Packet)
    assert packet.at is None
    assert len(packet.data) == 42


def test_other_files_are_no_captures():
    assert not is_capture(b"\x0a\x0d\x0d\x0a" + bytes(20))
    assert not is_capture(b"PK\x03\x04")
    assert not is_capture(b"")
