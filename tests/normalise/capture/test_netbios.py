from __future__ import annotations

import pytest

from normalise.capture.writing import PC, announcement, netbios_name, registration
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.netbios import datagram, name_message


def test_a_computer_registers_its_name():
    body = name_message(registration("KEIRI-PC", PC))

    assert (body["type"], body["name"], body["suffix"]) == ("registration", "KEIRI-PC", "00")
    assert (body["address"], body["is_group"], body["is_response"]) == (PC, False, False)


def test_an_announcement_names_the_windows():
    assert datagram(announcement("INSATSU-XP", (5, 1), "プリンタ用")) == {
        "type": "announcement",
        "name": "INSATSU-XP",
        "comment": "プリンタ用",
        "os_version": "5.1",
    }


def test_who_are_you_is_answered_with_all_names():
    names = b"\x02" + b"NAS01".ljust(15) + b"\0\x04\0" + b"WORKGROUP".ljust(15) + b"\0\x84\0"
    data = (
        bytes.fromhex("0009840000000001000000 00")
        + netbios_name("*")
        + bytes.fromhex("0021000100000000")
        + len(names).to_bytes(2, "big")
    )

    assert name_message(data + names)["names"] == ["NAS01", "WORKGROUP"]


def test_other_datagrams_say_nothing():
    assert datagram(b"\x16" + bytes(100)) is None
    assert datagram(announcement("A", (5, 1)).replace(b"BROWSE", b"OTHERS")) is None


@pytest.mark.parametrize("data", [b"", registration("A", PC)[:30], registration("A", PC).replace(b"\x20", b"\x1f", 1)])
def test_what_is_cut_short_or_no_name_is_malformed(data):
    with pytest.raises(Malformed):
        name_message(data)
