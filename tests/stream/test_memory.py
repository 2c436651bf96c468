"""What only the broker in memory can show: time."""

from __future__ import annotations

from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import DONE_WITHIN_S, SAME_MESSAGE_WITHIN_S, Broker, Stream
from stream.streams import Opener, run_stream


def in_memory(clock: list[float]) -> Opener:
    memory = MemoryBroker(clock=lambda: clock[0])

    async def open_memory() -> Broker:
        return memory

    return open_memory


def test_a_message_of_a_worker_that_fell_silent_is_delivered_again() -> None:
    clock = [0.0]

    async def story(stream: Stream) -> list[int]:
        await stream.publish(2, "m1", b"x")
        taken = []
        for moment in (0.0, DONE_WITHIN_S - 1, DONE_WITHIN_S + 1):
            clock[0] = moment
            taken.append(len(await stream.take("detect", 2, most=10, wait_s=0)))
        return taken

    assert run_stream(in_memory(clock), story) == [1, 0, 1]


def test_the_name_of_a_message_is_remembered_for_a_while() -> None:
    clock = [0.0]

    async def story(stream: Stream) -> int:
        for moment in (0.0, SAME_MESSAGE_WITHIN_S - 1, SAME_MESSAGE_WITHIN_S + 1):
            clock[0] = moment
            await stream.publish(2, "m1", b"x")
        return len(await stream.take("detect", 2, most=10, wait_s=0))

    assert run_stream(in_memory(clock), story) == 2
