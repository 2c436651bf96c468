from __future__ import annotations

import struct

import pytest

from normalise.capture.writing import PC, PC_MAC, SERVER, ethernet, hardware, packed, udp
from otasuke.normalise.capture import frames
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.frames import address, frame_of, mac

WHOLE = udp(PC, 5000, SERVER, 53, b"what")
IP = WHOLE[14:]
V6 = (
    struct.pack("!IHBB", 6 << 28, 12, 17, 64)
    + b"\x20\x01"
    + bytes(13)
    + b"\x01"
    + b"\x20\x01"
    + bytes(13)
    + b"\x02"
    + IP[20:]
)


@pytest.mark.parametrize(
    ("link", "data"),
    [
        (frames.ETHERNET, WHOLE),
        (frames.ETHERNET, ethernet(0x8100, b"\x00\x07\x08\x00" + IP)),
        (frames.ETHERNET, ethernet(0x8864, b"\x11\x00\x00\x01\x00\x22\x00\x21" + IP)),
        (frames.RAW, IP),
        (frames.LOOPBACK, b"\x02\x00\x00\x00" + IP),
        (frames.SLL, bytes(6) + hardware(PC_MAC) + b"\0\0\x08\x00" + IP),
        (frames.SLL2, b"\x08\x00" + bytes(10) + hardware(PC_MAC) + b"\0\0" + IP),
    ],
)
def test_the_same_packet_is_found_in_every_link_layer(link, data):
    frame = frame_of(link, data)

    assert frame is not None
    assert (address(frame.src), address(frame.dst), frame.protocol, frame.payload) == (PC, SERVER, 17, IP[20:])


def test_what_fills_up_a_short_ethernet_packet_is_cut_off():
    frame = frame_of(frames.ETHERNET, WHOLE + bytes(20))

    assert frame is not None
    assert frame.payload == IP[20:]


def test_ipv6_is_read_behind_its_extensions():
    behind = V6[:6] + b"\x00" + V6[7:40] + b"\x11\x00" + bytes(6) + V6[40:]
    behind = behind[:4] + (20).to_bytes(2, "big") + behind[6:]

    for data in (V6, behind):
        frame = frame_of(frames.RAW, data)
        assert frame is not None
        assert (address(frame.src), frame.protocol, frame.payload) == ("2001::1", 17, IP[20:])


def test_a_later_fragment_has_no_protocol():
    data = bytearray(IP)
    data[6:8] = b"\x00\x10"

    frame = frame_of(frames.RAW, bytes(data))

    assert frame is not None
    assert frame.protocol == -1


@pytest.mark.parametrize("link", sorted(frames.LINKS))
@pytest.mark.parametrize("data", [b"", WHOLE[:5], WHOLE[:20], IP[:10], b"\x45", b"\x60" + bytes(10)])
def test_a_packet_that_is_cut_short_is_malformed_or_nothing(link, data):
    try:
        frame = frame_of(link, data)
    except Malformed:
        return
    assert frame is None


def test_addresses_are_written_as_people_write_them():
    assert address(packed(PC)) == PC
    assert address(b"") == ""
    assert mac(hardware(PC_MAC)) == PC_MAC
