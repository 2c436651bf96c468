from __future__ import annotations

import pytest

from normalise.capture.writing import client_hello, dhcp, question, registration, rpc_call, sized, smb2
from otasuke.normalise.capture.conversations import DnsOverTcp, conversation_for, message_of
from otasuke.normalise.capture.cursor import Malformed


@pytest.mark.parametrize(
    ("data", "port", "to_server", "expected"),
    [
        (client_hello(), 8443, True, "tls"),
        (b"GET / HTTP/1.1\r\n", 8080, True, "http"),
        (b"HTTP/1.1 200 OK\r\n", 8080, False, "http"),
        (smb2(0, b"", number=1), 445, True, "smb"),
        (rpc_call(1), 49667, True, "dcerpc"),
        (b"SSH-2.0-x\r\n", 22, False, "ssh"),
        (sized(question("a.jp"), 2), 53, True, "dns"),
        (b"\0\0\x01\0", 88, True, "krb5"),
        (b"220 mail.example.jp ESMTP\r\n", 25, False, "smtp"),
    ],
)
def test_a_protocol_is_known_by_its_first_bytes(data, port, to_server, expected):
    talk = conversation_for(data, server_port=port, to_server=to_server)

    assert talk is not None
    assert talk.name == expected


@pytest.mark.parametrize("data", [b"", b"\x00", b"hello", b"\x16\x04", b"220 ready"])
def test_other_bytes_are_no_conversation(data):
    assert conversation_for(data, server_port=9999, to_server=True) is None


@pytest.mark.parametrize(
    ("data", "port", "expected"),
    [
        (question("a.jp"), 53, "dns"),
        (question("a.local"), 5353, "mdns"),
        (question("a"), 5355, "llmnr"),
        (dhcp(1, "02:00:00:00:00:01", {}), 67, "dhcp"),
        (registration("PC", "192.168.11.14"), 137, "netbios"),
    ],
)
def test_a_datagram_is_known_by_its_port(data, port, expected):
    assert [next(iter(one)) for one in message_of(data, (50000, port))] == [expected]
    assert message_of(data, (50000, 9999)) == []


@pytest.mark.parametrize("size", [1, 1000])
def test_questions_over_tcp_are_told_one_by_one(size):
    talk, data = DnsOverTcp(), sized(question("a.jp"), 2) + sized(question("b.jp"), 2)

    found = [one for at in range(0, len(data), size) for one in talk.feed(data[at : at + size], to_server=True)]

    assert [one["dns"]["queries"][0]["rrname"] for one in found] == ["a.jp", "b.jp"]
    with pytest.raises(Malformed):
        talk.feed(b"\0\x02ab", to_server=True)
