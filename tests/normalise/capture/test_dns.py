from __future__ import annotations

import struct

import pytest

from normalise.capture.writing import answer, name, question
from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.dns import dns_message, name_at


def test_a_question_is_told_with_its_type():
    body = dns_message(question("www.example.jp", 28))

    assert body["type"] == "request"
    assert body["queries"] == [{"rrname": "www.example.jp", "rrtype": "AAAA"}]


def test_an_answer_is_told_with_what_it_says():
    body = dns_message(answer("www.example.jp", "93.184.216.34"))

    assert (body["type"], body["rcode"]) == ("response", "NOERROR")
    assert body["answers"] == [{"rrname": "www.example.jp", "rrtype": "A", "ttl": 60, "rdata": "93.184.216.34"}]


@pytest.mark.parametrize(
    ("kind", "rdata", "expected"),
    [
        (5, name("alias.example.jp"), "alias.example.jp"),
        (15, b"\x00\x0a" + name("mail.example.jp"), "mail.example.jp"),
        (16, b"\x03one\x03two", "one two"),
        (33, bytes(6) + name("pc.local"), "pc.local"),
        (28, bytes(15) + b"\x01", "::1"),
    ],
)
def test_answers_of_other_types_are_told_too(kind, rdata, expected):
    head = struct.pack("!6H", 1, 0x8180, 0, 1, 0, 0) + name("x.jp") + struct.pack("!HHIH", kind, 1, 5, len(rdata))

    assert dns_message(head + rdata)["answers"][0]["rdata"] == expected


def test_a_name_that_does_not_exist_says_so():
    assert dns_message(struct.pack("!6H", 1, 0x8183, 0, 0, 0, 0))["rcode"] == "NXDOMAIN"


@pytest.mark.parametrize("data", [b"\xc0\x00", b"\x40a\0", b"\x01a\xc0\x00", b"\x05ab"])
def test_a_name_that_leads_to_itself_or_nowhere_is_malformed(data):
    with pytest.raises(Malformed):
        name_at(Cursor(data))


@pytest.mark.parametrize("cut", range(1, 33))
def test_a_message_that_is_cut_short_is_malformed(cut):
    with pytest.raises(Malformed):
        dns_message(question("www.example.jp")[:-cut])
