from __future__ import annotations

import pytest

from normalise.capture.writing import client_hello, handshake, server_hello, sized, x509
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.tls import Tls

CERTIFICATE = handshake(11, sized(sized(x509(), 3), 3))
DONE = handshake(14, b"")


def spoken(*turns: tuple[bool, bytes], size: int = 10_000) -> list[dict[str, object]]:
    talk = Tls()
    found = [
        one
        for to_server, data in turns
        for at in range(0, len(data), size)
        for one in talk.feed(data[at : at + size], to_server=to_server)
    ]
    return [one["tls"] for one in (*found, *talk.end())]


@pytest.mark.parametrize("size", [1, 50, 10_000])
def test_a_handshake_is_told_once_with_both_sides(size):
    (one,) = spoken((True, client_hello()), (False, server_hello() + CERTIFICATE + DONE), (False, DONE), size=size)

    assert (one["sni"], one["version"], one["client_alpns"]) == ("www.example.jp", "TLS 1.2", ["h2", "http/1.1"])
    assert one["ja3"]["string"] == "771,4865-49199,0-10-11-13-16-43,29-23,0"
    assert one["ja4"].startswith("t13d0206h2_")
    assert one["ja3s"]["string"] == "771,49199,65281"
    assert (one["subject"], one["issuerdn"]) == ("CN=pc.example.jp", "CN=Example CA")


def test_a_hello_without_an_answer_is_told_in_the_end():
    (one,) = spoken((True, client_hello()))

    assert one["sni"] == "www.example.jp"
    assert "ja3s" not in one


def test_after_a_gap_what_is_known_is_told():
    talk = Tls()
    talk.feed(client_hello(), to_server=True)
    talk.lose(to_server=False)

    assert talk.feed(DONE, to_server=False) == []
    assert talk.end()[0]["tls"]["sni"] == "www.example.jp"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\xff\xff",
        b"\x99\x03\x01\x00\x01a",
        handshake(1, b"\x03\x03abc"),
        handshake(1, client_hello()[9:-4]),
    ],
)
def test_a_hello_that_cannot_be_is_malformed(data):
    with pytest.raises(Malformed):
        spoken((True, data))
