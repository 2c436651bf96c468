from __future__ import annotations

import struct

import pytest

from normalise.capture.writing import ntlm, smb1
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.smb1 import Smb1

NEGOTIATE = [
    (True, smb1(0x72, b"", b"\x02LANMAN1.0\0\x02NT LM 0.12\0")),
    (False, smb1(0x72, struct.pack("<H32x", 1), b"", is_answer=True)),
]


def spoken(*turns: tuple[bool, bytes]) -> list[dict[str, object]]:
    talk = Smb1()
    return [one for to_server, data in turns for one in talk.message(data[4:], to_server=to_server)]


def test_the_dialect_is_the_one_that_was_agreed():
    (one,) = spoken(*NEGOTIATE)

    assert (one["dialect"], one["client_dialects"]) == ("NT LM 0.12", ["LANMAN1.0", "NT LM 0.12"])


def test_a_sign_in_names_the_systems_of_both_sides():
    names = "\0".join(("", "yamada", "OFFICE", "Windows 2002 2600 Service Pack 3", "Windows 2002 5.1", "")).encode(
        "utf-16-le"
    )
    ask = smb1(0x73, struct.pack("<14xHH8x", 0, 0), b"\0" + names[2:], is_unicode=True)
    told = "Unix\0Samba 3.0\0".encode("utf-16-le")
    answer = smb1(0x73, bytes(6), b"\0" + told, is_unicode=True, is_answer=True)

    *_, one = spoken(*NEGOTIATE, (True, ask), (False, answer))

    assert one["request"] == {"native_os": "Windows 2002 2600 Service Pack 3", "native_lm": "Windows 2002 5.1"}
    assert one["response"] == {"native_os": "Unix", "native_lm": "Samba 3.0"}
    assert one["ntlmssp"] == {"user": "yamada", "domain": "OFFICE"}
    assert one["dialect"] == "NT LM 0.12"


def test_a_sign_in_with_ntlm_names_the_computer():
    blob = ntlm("yamada", "OLD-PC", version=(5, 1, 2600))
    ask = smb1(0x73, struct.pack("<14xH8x", len(blob)), blob + b"Windows XP\0\0")

    *_, one = spoken((True, ask), (False, smb1(0x73, bytes(8), b"", is_answer=True)))

    assert one["ntlmssp"]["version"] == "5.1 build 2600 rev 15"
    assert one["request"]["native_os"] == "Windows XP"


def test_a_file_that_is_renamed_is_told_with_both_names():
    ask = smb1(0x07, bytes(2), b"\x04a.doc\0\x04a.doc.locked\0")

    *_, one = spoken((True, ask), (False, smb1(0x07, b"", b"", is_answer=True)))

    assert one["rename"] == {"from": "a.doc", "to": "a.doc.locked"}


@pytest.mark.parametrize("data", [smb1(0x73, bytes(4), b"")[4:], b"\xffSMB\x72", smb1(0x75, b"", b"")[4:]])
def test_what_cannot_be_is_malformed(data):
    with pytest.raises(Malformed):
        Smb1().message(data, to_server=True)
