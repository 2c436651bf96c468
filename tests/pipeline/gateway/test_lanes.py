from __future__ import annotations

import asyncio

from otasuke.pipeline.gateway.lanes import (
    ENOUGH_BYTES,
    LARGEST_GROUP_BYTES,
    PACE_S,
    SHORTEST_WAIT_S,
    Lane,
    Lanes,
    Waiting,
)
from pipeline.cast import FUJI, SAKURA, parcel

HALF = bytes(LARGEST_GROUP_BYTES // 2 - 1000)
ENOUGH = bytes(ENOUGH_BYTES)


def waiting(one):
    return Waiting(one, asyncio.get_running_loop().create_future())


async def taken(*parcels, times=1):
    lane = Lane()
    for one in parcels:
        lane.put(waiting(one), 0.0)
    return [[one.parcel for one in lane.take(0.0)] for _ in range(times)], lane


class Clock:
    """Stands still: what is not due now never will be."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def run(story):
    return asyncio.run(asyncio.wait_for(story(), 30))


def test_what_waits_goes_together():
    one, other = parcel(b"a"), parcel(b"b", sender=FUJI)

    groups, lane = asyncio.run(taken(one, other))

    assert groups == [[one, other]]
    assert (lane.size_bytes, lane.since) == (0, None)


def test_a_tenant_with_much_lets_the_others_pass():
    many = [parcel(HALF, batch=f"b{number}") for number in range(4)]
    small = parcel(b"x", sender=FUJI)

    groups, _ = asyncio.run(taken(*many, small, times=2))

    assert groups[0] == [many[0], small, many[1]]
    assert groups[1] == many[2:]


def test_a_lane_knows_how_much_is_whose():
    one, other = parcel(bytes(1000)), parcel(b"b", sender=FUJI)

    _, before = asyncio.run(taken(one, other, times=0))
    _, after = asyncio.run(taken(one, other))

    assert before.size_of("sakura") > before.size_of("fuji") > 0
    assert before.size_of("sakura") + before.size_of("fuji") == before.size_bytes
    assert after.size_of("sakura") == after.size_of("nobody") == 0


def test_a_parcel_that_is_larger_than_a_group_goes_alone():
    large = parcel(bytes(LARGEST_GROUP_BYTES + 1), sender=SAKURA)

    groups, _ = asyncio.run(taken(large, parcel(b"x", sender=FUJI), times=2))

    assert [len(group) for group in groups] == [1, 1]


def test_enough_goes_at_once():
    async def story():
        lanes = Lanes(4, clock=Clock())
        taking = asyncio.create_task(lanes.take())
        await asyncio.sleep(0)
        lanes.put(1, waiting(parcel(b"little")))
        await asyncio.sleep(0)
        lanes.put(2, waiting(parcel(ENOUGH)))
        return (await taking)[0], lanes.size_bytes < ENOUGH_BYTES

    assert run(story) == (2, True)


def test_what_is_not_enough_waits_for_more_and_lanes_go_one_after_the_other():
    async def story():
        clock = asyncio.get_running_loop().time
        lanes = Lanes(4, clock=clock)
        began = clock()
        for number in range(4):
            lanes.put(number, waiting(parcel(b"x")))
        return [(await lanes.take())[0] for _ in range(4)], clock() - began

    order, took_s = run(story)
    assert order == [0, 1, 2, 3]
    assert took_s >= SHORTEST_WAIT_S + 3 * PACE_S


def test_who_has_waited_longest_goes_first():
    async def story():
        clock = Clock()
        lanes = Lanes(4, clock=clock)
        order = []
        for number in (3, 0, 2):
            lanes.put(number, waiting(parcel(b"x")))
            clock.now += 1
        for _ in range(3):
            order.append((await lanes.take())[0])
            clock.now += 1
        return order

    assert run(story) == [3, 0, 2]


def test_what_comes_while_a_message_is_on_its_way_goes_together_after_it():
    async def story():
        clock = Clock()
        lanes = Lanes(1, clock=clock)
        lanes.put(0, waiting(parcel(b"first")))
        clock.now += 1
        number, _ = await lanes.take()
        for text in (ENOUGH, b"second"):
            lanes.put(0, waiting(parcel(text)))
        taking = asyncio.create_task(lanes.take())
        await asyncio.sleep(0)
        was_done = taking.done()
        lanes.put(0, waiting(parcel(b"third")))
        lanes.free(number)
        _, group = await taking
        return was_done, [one.parcel.lines for one in group]

    assert run(story) == (False, [ENOUGH, b"second", b"third"])
