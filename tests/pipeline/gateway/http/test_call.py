from __future__ import annotations

import asyncio

import pytest

from otasuke.pipeline.gateway.http.body import Body
from otasuke.pipeline.gateway.http.call import Call, Unknown
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.room import Room
from pipeline.gateway.http.doors import SAKURA, TOKEN, Recorder, Tokens


def call(query: bytes = b"", headers: dict[bytes, bytes] | None = None) -> Call:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    content = Body(receive, {}, limits=Limits(), room=Room(1))
    return Call("POST", "/", query, headers or {}, Tokens(), Recorder(), content)


def test_a_sender_is_who_has_the_token():
    one = call()

    assert one.identify(TOKEN) == one.sender == SAKURA


@pytest.mark.parametrize(("token", "words"), [(None, "no token"), ("wrong", "nobody has this token"), ("", "nobody")])
def test_a_stranger_is_told_what_is_missing(token: str | None, words: str):
    with pytest.raises(Unknown, match=words):
        call().identify(token)


def test_nothing_is_read_from_or_accepted_for_a_stranger():
    with pytest.raises(Unknown):
        asyncio.run(call().body())
    with pytest.raises(Unknown):
        asyncio.run(call().accept(b"x"))


def test_a_query_is_read_however_it_is_written():
    parameters = call(b"a=1&a=2&host=%E6%9D%B1%E4%BA%AC&bad=%ff&%%%&empty=").parameters()

    assert parameters == {"a": "2", "host": "東京", "bad": "\N{REPLACEMENT CHARACTER}"}


def test_a_header_that_is_not_there_is_empty():
    assert call(headers={b"accept": b"x"}).header("accept") == "x"
    assert call().header("accept") == ""
