from __future__ import annotations

import pytest

from normalise.capture.writing import WINDOWS_10, WINDOWS_XP
from otasuke.normalise.capture.syn import fingerprint


@pytest.mark.parametrize(
    ("ttl", "window", "options", "expected"),
    [
        (128, 64240, WINDOWS_10, "128:64240:8:mss,nop,ws,nop,nop,sok"),
        (127, 65535, WINDOWS_XP, "128:65535:-:mss,nop,nop,sok"),
        (60, 29200, bytes.fromhex("020405b40402080a0000000000000000 01030307"), "64:29200:7:mss,sok,ts,nop,ws"),
        (255, 0, b"", "255:0:-:"),
        (64, 1, b"\x02", "64:1:-:mss,!"),
        (64, 1, b"\x02\x00\x01", "64:1:-:mss,!"),
        (64, 1, b"\x63\x02\x00\x01", "64:1:-:?99,eol"),
    ],
)
def test_a_system_is_known_by_the_habits_of_its_first_packet(ttl, window, options, expected):
    assert fingerprint(ttl, window, options) == expected
