from __future__ import annotations

import asyncio

from otasuke.pipeline.gateway.lanes import LARGEST_GROUP_BYTES, Lane, Waiting
from pipeline.cast import FUJI, SAKURA, parcel

HALF = bytes(LARGEST_GROUP_BYTES // 2 - 1000)


async def taken(*parcels, times=1):
    lane = Lane()
    for one in parcels:
        lane.put(Waiting(one, asyncio.get_running_loop().create_future()))
    return [[one.parcel for one in await lane.take()] for _ in range(times)], lane


def test_what_waits_goes_together():
    one, other = parcel(b"a"), parcel(b"b", sender=FUJI)

    groups, lane = asyncio.run(taken(one, other))

    assert groups == [[one, other]]
    assert lane.size_bytes == 0


def test_a_tenant_with_much_lets_the_others_pass():
    many = [parcel(HALF, batch=f"b{number}") for number in range(4)]
    small = parcel(b"x", sender=FUJI)

    groups, _ = asyncio.run(taken(*many, small, times=2))

    assert groups[0] == [many[0], small, many[1]]
    assert groups[1] == many[2:]


def test_a_parcel_that_is_larger_than_a_group_goes_alone():
    large = parcel(bytes(LARGEST_GROUP_BYTES + 1), sender=SAKURA)

    groups, _ = asyncio.run(taken(large, parcel(b"x", sender=FUJI), times=2))

    assert [len(group) for group in groups] == [1, 1]
