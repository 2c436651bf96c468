from __future__ import annotations

import asyncio
import threading

import pytest

from otasuke.pipeline.gateway.http.beside import LARGE_BYTES, beside


@pytest.mark.parametrize(("size", "in_loop"), [(10, True), (LARGE_BYTES, False)])
def test_a_large_body_is_worked_on_beside_the_event_loop(size: int, in_loop: bool):
    thread = asyncio.run(beside(lambda _: threading.current_thread(), bytes(size)))

    assert (thread is threading.current_thread()) == in_loop


def test_large_bodies_are_worked_on_two_at_a_time():
    meet = threading.Barrier(2, timeout=20)
    crowd = threading.Semaphore(2)

    def work(body: bytes) -> int:
        assert crowd.acquire(blocking=False)
        meet.wait()
        crowd.release()
        return len(body)

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(beside(work, bytes(LARGE_BYTES)) for _ in range(6)))

    assert asyncio.run(all_of_them()) == [LARGE_BYTES] * 6
