from __future__ import annotations

import pytest

from normalise.capture.writing import der, sized
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.kerberos import Kerberos


def number(value: int) -> bytes:
    return der(2, bytes((value,)))


def principal(*parts: str) -> bytes:
    return der(0x30, der(0xA0, number(1)), der(0xA1, der(0x30, *(der(0x1B, part.encode()) for part in parts))))


def encrypted(kind: int) -> bytes:
    return der(0x30, der(0xA0, number(kind)), der(0xA2, der(4, b"secret")))


REALM = der(0x1B, b"OFFICE.LOCAL")
REQUEST = der(
    0x6C,
    der(
        0x30,
        der(0xA1, number(5)),
        der(0xA2, number(12)),
        der(0xA4, der(0x30, der(0xA2, REALM), der(0xA3, principal("cifs", "nas")))),
    ),
)
TICKET = der(
    0x61,
    der(0x30, der(0xA0, number(5)), der(0xA1, REALM), der(0xA2, principal("cifs", "nas")), der(0xA3, encrypted(23))),
)
ANSWER = der(
    0x6D,
    der(
        0x30,
        der(0xA0, number(5)),
        der(0xA1, number(13)),
        der(0xA3, REALM),
        der(0xA4, principal("yamada")),
        der(0xA5, TICKET),
        der(0xA6, encrypted(18)),
    ),
)
ERROR = der(
    0x7E,
    der(
        0x30,
        der(0xA0, number(5)),
        der(0xA1, number(30)),
        der(0xA6, number(24)),
        der(0xA9, REALM),
        der(0xAA, principal("krbtgt")),
    ),
)


def test_a_ticket_is_told_with_whose_and_how_it_is_encrypted():
    talk = Kerberos()
    talk.feed(REQUEST, to_server=True)

    (one,) = talk.feed(ANSWER, to_server=False)

    assert one["krb5"] == {
        "msg_type": "KRB_TGS_REP",
        "cname": "yamada",
        "realm": "OFFICE.LOCAL",
        "sname": "cifs/nas",
        "ticket_encryption": "rc4-hmac",
        "ticket_weak_encryption": True,
        "encryption": "aes256-cts-hmac-sha1-96",
        "weak_encryption": False,
    }


@pytest.mark.parametrize("size", [1, 1000])
def test_over_tcp_messages_have_their_length_before_them(size):
    talk, found = Kerberos(is_stream=True), []
    for to_server, data in ((True, sized(REQUEST, 4)), (False, sized(ERROR, 4))):
        for at in range(0, len(data), size):
            found += talk.feed(data[at : at + size], to_server=to_server)

    (one,) = found
    assert one["krb5"]["error_code"] == "KDC_ERR_PREAUTH_FAILED"
    assert one["krb5"]["failed_request"] == "KRB_TGS_REQ"


def test_a_request_without_an_answer_is_told_in_the_end():
    talk = Kerberos()
    talk.feed(REQUEST, to_server=True)

    assert [one["krb5"]["msg_type"] for one in talk.end()] == ["KRB_TGS_REQ"]


def test_what_is_cut_short_is_malformed_and_what_is_something_else_says_nothing():
    with pytest.raises(Malformed):
        Kerberos().feed(ANSWER[:50], to_server=False)
    with pytest.raises(Malformed):
        Kerberos(is_stream=True).feed(b"\xff\xff\xff\xff", to_server=True)
    assert Kerberos().feed(der(0x30, b""), to_server=True) == []
