"""The body of a request, from a client that is played."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest

from otasuke.pipeline.gateway.http.body import Body, Gone
from otasuke.pipeline.gateway.http.limits import Limits
from otasuke.pipeline.gateway.http.room import Room
from otasuke.pipeline.gateway.intake import Refused

LIMITS = Limits(wire_bytes=100, unpacked_bytes=1000, held_bytes=2000, body_within_s=5)
CHUNKED = {b"transfer-encoding": b"chunked"}


class Client:
    """Sends these pieces, and then nothing, or goes."""

    def __init__(self, *pieces: bytes, then: str = "end") -> None:
        self.left = list(pieces)
        self.then = then

    async def __call__(self) -> dict[str, Any]:
        if self.left:
            piece = self.left.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self.left) or self.then != "end"}
        if self.then == "silence":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}


def body(client: Client, headers: dict[bytes, bytes], *, limits: Limits = LIMITS, room: Room | None = None) -> Body:
    return Body(client, headers, limits=limits, room=room or Room(limits.held_bytes))


def length(size: int) -> dict[bytes, bytes]:
    return {b"content-length": str(size).encode()}


def whole(one: Body, admitted: list[int] | None = None) -> bytes:
    return asyncio.run(one.whole([].append if admitted is None else admitted.append))


def test_a_body_is_admitted_as_a_whole_before_it_is_read():
    admitted: list[int] = []

    assert whole(body(Client(b"ab", b"cd"), length(4)), admitted) == b"abcd"
    assert admitted == [4]


def test_a_body_of_unknown_size_is_admitted_piece_by_piece():
    admitted: list[int] = []

    assert whole(body(Client(b"ab", b"cde"), CHUNKED), admitted) == b"abcde"
    assert admitted == [0, 2, 3]


def test_a_request_without_a_body_is_not_waited_for():
    assert whole(body(Client(then="silence"), {})) == b""


def test_what_is_announced_too_large_is_not_read():
    client = Client(b"x" * 101)

    with pytest.raises(Refused, match="more than 100 bytes") as refused:
        whole(body(client, length(101)))

    assert refused.value.status == 413
    assert client.left


def test_what_becomes_too_large_is_read_no_further():
    client = Client(*[b"x" * 60] * 5)

    with pytest.raises(Refused, match="more than 100 bytes"):
        whole(body(client, CHUNKED))

    assert len(client.left) == 3


def test_what_is_not_admitted_is_not_read():
    client = Client(b"x")

    def refuse(_: int) -> None:
        raise Refused(429, "slower", retry_after_s=1)

    with pytest.raises(Refused, match="slower"):
        asyncio.run(body(client, length(1)).whole(refuse))

    assert client.left


def test_a_client_that_falls_silent_is_waited_for_until_the_time_is_up():
    limits = Limits(body_within_s=0.01)

    with pytest.raises(Refused, match=r"within 0\.01 seconds") as refused:
        whole(body(Client(b"x", then="silence"), length(2), limits=limits))

    assert refused.value.status == 408


def test_nobody_is_answered_who_has_gone():
    with pytest.raises(Gone):
        whole(body(Client(b"x", then="go"), length(2)))


def test_a_body_takes_room_until_it_is_released():
    room = Room(2000)
    one = body(Client(gzip.compress(bytes(900))), CHUNKED | {b"content-encoding": b"gzip"}, room=room)

    assert whole(one) == bytes(900)
    assert room.free_bytes < 1100

    one.release()
    assert room.free_bytes == 2000


def test_a_body_for_which_there_is_no_room_is_to_come_later():
    with pytest.raises(Refused) as refused:
        whole(body(Client(b"x" * 50), length(50), room=Room(40)))

    assert refused.value.status == 503


def test_the_beginning_is_not_lost_for_the_whole():
    one = body(Client(b"ab", b"cd", b"ef"), CHUNKED)

    async def both() -> tuple[bytes, bytes]:
        return await one.beginning(3), await one.whole([].append)

    assert asyncio.run(both()) == (b"abc", b"abcdef")


def test_a_stranger_is_not_waited_for_longer_than_for_a_head():
    limits = Limits(header_within_s=0.01)

    with pytest.raises(Refused, match=r"within 0\.01 seconds"):
        asyncio.run(body(Client(b"x", then="silence"), CHUNKED, limits=limits).beginning(10))


def test_there_must_be_room_for_whatever_a_packed_body_may_become():
    packed = gzip.compress(b"small")

    with pytest.raises(Refused) as refused:
        whole(body(Client(packed), CHUNKED | {b"content-encoding": b"gzip"}, room=Room(1000)))

    assert refused.value.status == 503


def test_what_is_still_to_come_is_drained_so_far_and_no_further():
    client = Client(*[b"x" * 10] * 5)

    asyncio.run(body(client, length(50)).drain(25))

    assert len(client.left) == 2


def test_a_client_that_waits_to_be_asked_is_not():
    client = Client(b"x")

    asyncio.run(body(client, length(1) | {b"expect": b"100-continue"}).drain(100))

    assert client.left
