"""What only the stream in memory can show: time."""

from __future__ import annotations

from otasuke.stream.memory import MemoryStream
from otasuke.stream.port import DONE_WITHIN_S, SAME_BATCH_WITHIN_S, Stream, partition_of
from stream.streams import run


def test_a_batch_of_a_worker_that_fell_silent_is_delivered_again() -> None:
    clock = [0.0]
    memory = MemoryStream(["detect"], clock=lambda: clock[0])

    async def open_stream() -> Stream:
        return memory

    async def story(stream: Stream) -> list[int]:
        await stream.publish("sakura", "b1", b"x")
        taken = []
        for moment in (0.0, DONE_WITHIN_S - 1, DONE_WITHIN_S + 1):
            clock[0] = moment
            taken.append(len(await stream.take("detect", partition_of("sakura"), most=1, wait_s=0)))
        return taken

    assert run(open_stream, story) == [1, 0, 1]


def test_the_name_of_a_batch_is_remembered_for_a_while() -> None:
    clock = [0.0]
    memory = MemoryStream(["detect"], clock=lambda: clock[0])

    async def open_stream() -> Stream:
        return memory

    async def story(stream: Stream) -> int:
        for moment in (0.0, SAME_BATCH_WITHIN_S - 1, SAME_BATCH_WITHIN_S + 1):
            clock[0] = moment
            await stream.publish("sakura", "b1", b"x")
        return len(await stream.take("detect", partition_of("sakura"), most=9, wait_s=0))

    assert run(open_stream, story) == 2
