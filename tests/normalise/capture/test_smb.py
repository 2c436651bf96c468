from __future__ import annotations

import struct

import pytest

from normalise.capture.writing import sized, smb1, smb2
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.smb import Smb

NEGOTIATE = struct.pack("<HH32xH", 36, 1, 0x0311)
ANSWER = smb2(0, struct.pack("<HHH", 65, 1, 0x0311), number=0, is_answer=True)


@pytest.mark.parametrize("size", [1, 30, 100_000])
def test_messages_are_found_behind_large_ones(size):
    large = smb2(9, bytes(40_000), number=1)
    talk, found = Smb(), []
    for to_server, data in ((True, large + smb2(0, NEGOTIATE, number=0)), (False, ANSWER)):
        for at in range(0, len(data), size):
            found += talk.feed(data[at : at + size], to_server=to_server)

    assert [one["smb"]["dialect"] for one in found] == ["3.11"]


def test_an_old_question_and_a_new_answer_are_both_told():
    talk = Smb()
    talk.feed(smb1(0x72, b"", b"\x02NT LM 0.12\0\x02SMB 2.???\0"), to_server=True)

    assert talk.feed(ANSWER, to_server=False) == []
    assert talk.end()[0]["smb"]["client_dialects"] == ["NT LM 0.12", "SMB 2.???"]


def test_what_is_encrypted_says_nothing():
    assert Smb().feed(sized(b"\xfdSMB" + bytes(60), 4), to_server=True) == []


def test_after_a_gap_the_next_message_is_found():
    talk = Smb()
    talk.feed(smb2(9, bytes(40_000), number=1)[:20_000], to_server=True)
    talk.lose(to_server=True)

    talk.feed(smb2(0, NEGOTIATE, number=0), to_server=True)

    assert talk.feed(ANSWER, to_server=False)[0]["smb"]["dialect"] == "3.11"


def test_what_is_no_session_message_is_malformed():
    with pytest.raises(Malformed):
        Smb().feed(b"\x55" * 40, to_server=True)
