from __future__ import annotations

from hashlib import sha512
from typing import Any

import msgpack
import pytest
from hypothesis import given

from otasuke.pipeline.gateway.sockets.fluent_handshake import Handshake
from pipeline.gateway.sockets.test_fluent_wire import objects


def unpacked(data: bytes) -> list[Any]:
    found = msgpack.unpackb(data)
    assert isinstance(found, list)
    return found


def ping_to(helo: bytes, *, shared_key: bytes = b"otasuke", token: str = "a-token") -> list[Any]:
    """As Fluentd and Fluent Bit answer a HELO."""
    word, options = unpacked(helo)
    assert word == "HELO"
    assert options["keepalive"] is True
    salt, name = b"0123456789abcdef", b"web-1"
    digest = sha512(salt + name + options["nonce"] + shared_key).hexdigest()
    password = sha512(options["auth"] + token.encode() + b"anything").hexdigest()
    return ["PING", name.decode(), salt, digest, token, password]


def test_the_token_is_the_users_name_and_both_know_the_word():
    handshake = Handshake()

    ping = handshake.ping_of(ping_to(handshake.helo()))
    assert ping
    word, accepted, reason, name, digest = unpacked(handshake.pong(ping, fault=None))

    assert (ping.token, ping.fault) == ("a-token", None)
    assert (word, accepted, reason) == ("PONG", True, "")
    nonce = unpacked(handshake.helo())[1]["nonce"]
    assert digest == sha512(b"0123456789abcdef" + name.encode() + nonce + b"otasuke").hexdigest()


def test_another_shared_key_is_told_which_one_is_right():
    handshake = Handshake()

    ping = handshake.ping_of(ping_to(handshake.helo(), shared_key=b"secret"))

    assert ping
    assert ping.fault == "shared_key must be otasuke"
    assert unpacked(handshake.pong(ping, fault=ping.fault))[1:3] == [False, "shared_key must be otasuke"]


def test_the_answer_to_another_helo_is_worth_nothing():
    ping = Handshake().ping_of(ping_to(Handshake().helo()))

    assert ping
    assert ping.fault


@pytest.mark.parametrize("sent", [None, [], ["PING"], ["PONG", 1, 2, 3, 4, 5], ["t", [[1, {}]]]])
def test_what_is_no_ping_is_none(sent: object):
    assert Handshake().ping_of(sent) is None


@given(objects, objects)
def test_a_ping_of_anything_is_answered(one: object, other: object):
    handshake = Handshake()

    ping = handshake.ping_of(["PING", one, other, one, other, one])

    assert ping
    assert unpacked(handshake.pong(ping, fault=ping.fault))[1] is False
