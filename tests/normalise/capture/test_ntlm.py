from __future__ import annotations

import struct

import pytest

from normalise.capture.writing import ntlm
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.ntlm import ntlm_message


def test_who_signs_in_is_told_with_computer_and_windows():
    assert ntlm_message(b"in front" + ntlm("山田", "KEIRI-PC", version=(6, 1, 7601))) == (
        "client",
        {"domain": "OFFICE", "user": "山田", "host": "KEIRI-PC", "version": "6.1 build 7601 rev 15"},
    )


def test_a_server_names_itself():
    info = b"".join(
        struct.pack("<HH", kind, len(text) * 2) + text.encode("utf-16-le")
        for kind, text in ((2, "OFFICE"), (1, "NAS01"))
    )
    head = b"NTLMSSP\0" + struct.pack("<IHHIIQ8xHHI", 2, 0, 0, 56, 1 << 25, 0, len(info), len(info), 56)

    assert ntlm_message(head + struct.pack("<BBHxxxB", 6, 1, 0, 15) + info) == (
        "server",
        {"nb_domain_name": "OFFICE", "nb_computer_name": "NAS01"},
    )


def test_other_bytes_say_nothing():
    assert ntlm_message(b"Kerberos") is None
    assert ntlm_message(b"NTLMSSP\0\x01\0\0\0") is None


@pytest.mark.parametrize("data", [b"NTLMSSP\0\x03", b"NTLMSSP\0\x03\0\0\0", ntlm("a", "b")[:-1]])
def test_what_is_cut_short_is_malformed(data):
    with pytest.raises(Malformed):
        ntlm_message(data)
