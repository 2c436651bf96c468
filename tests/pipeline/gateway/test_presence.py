"""Telling who is there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from otasuke.enrol.presence import Presence, read_presence
from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway import presence as module
from otasuke.pipeline.gateway.presence import Present, keep_telling
from otasuke.pipeline.parcels import Parcel
from otasuke.stream.memory import MemoryBroker
from otasuke.stream.port import Journal, StreamUnavailable
from pipeline.cast import FUJI, NOW, SAKURA

SECOND = timedelta(seconds=1)


def parcel(sender: Sender, after_s: int = 0) -> Parcel:
    return Parcel(sender.tenant, sender.sensor, f"{after_s}", NOW + after_s * SECOND, b"a line")


def of(sender: Sender, after_s: int = 0) -> Presence:
    return Presence(sender.tenant, sender.sensor, NOW + after_s * SECOND)


def minute_of(present: Present) -> list[Presence]:
    """What is told during a minute of three looks."""
    return [one for _ in range(3) for one in present.due()]


def test_who_is_heard_first_is_told_at_once_and_then_once_a_minute_with_the_newest_time() -> None:
    present = Present(looks=3)
    minute_of(present)
    present.hear([parcel(SAKURA), parcel(SAKURA, 1)])
    first = present.due()
    present.hear([parcel(SAKURA, 3), parcel(SAKURA, 2)])

    assert first == [of(SAKURA, 1)]
    assert minute_of(present) == [of(SAKURA, 3)]
    assert minute_of(present) == []


def test_whoever_is_heard_all_the_time_is_told_once_a_minute() -> None:
    present, told = Present(looks=3), []
    for number in range(30):
        present.hear([parcel(SAKURA, number), parcel(FUJI, number)])
        told += present.due()

    assert {one.sensor for one in told} == {SAKURA.sensor, FUJI.sensor}
    assert 20 <= len(told) <= 22


def test_who_was_silent_for_a_minute_is_told_at_once_again() -> None:
    present = Present(looks=3)
    present.hear([parcel(SAKURA)])
    minute_of(present)
    minute_of(present)
    present.hear([parcel(SAKURA, 70)])

    assert present.due() == [of(SAKURA, 70)]


def test_of_many_no_look_tells_more_than_its_part() -> None:
    many = [Sender("sakura", f"pc-{number}") for number in range(3000)]
    present = Present()
    present.hear([parcel(one) for one in many])
    present.due()
    for _ in range(2):
        present.hear([parcel(one, 5) for one in many])
    told = [len(present.due()) for _ in range(300)]

    assert sum(told) == 3000
    assert max(told) < 40


def test_who_could_not_be_told_is_due_again_with_the_newest_time() -> None:
    present = Present(looks=3)
    present.hear([parcel(SAKURA, 5), parcel(FUJI)])
    due = present.due()
    present.not_told([of(SAKURA), *due])

    assert sorted(present.due(), key=lambda one: one.tenant) == [of(FUJI), of(SAKURA, 5)]


def test_while_the_broker_is_away_nobody_is_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0)

    async def story() -> list[Presence]:
        present, broker, asked = Present(), MemoryBroker(), 0
        present.hear([parcel(SAKURA), parcel(FUJI)])

        async def journal() -> Journal:
            nonlocal asked
            asked += 1
            if asked < 3:
                raise StreamUnavailable("away")
            return await broker.journal("presence")

        telling = asyncio.create_task(keep_telling(present, journal))
        told = await (await broker.journal("presence")).read(after=0, most=5, wait_s=10)
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
        return [one for entry in told for one in read_presence(entry.data)]

    assert asyncio.run(story()) == [of(SAKURA), of(FUJI)]


def test_who_goes_on_is_told_again_while_it_works(monkeypatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0)

    async def story() -> list[Presence]:
        present, broker = Present(looks=2), MemoryBroker()
        journal = await broker.journal("presence")
        present.hear([parcel(SAKURA)])
        telling = asyncio.create_task(keep_telling(present, lambda: broker.journal("presence")))
        await journal.read(after=0, most=5, wait_s=10)
        present.hear([parcel(SAKURA, 5)])
        later = await journal.read(after=1, most=5, wait_s=10)
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
        return [one for entry in later for one in read_presence(entry.data)]

    assert asyncio.run(story()) == [of(SAKURA, 5)]
