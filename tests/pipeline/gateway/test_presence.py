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


def test_who_is_heard_first_is_told_at_once_and_then_once_a_minute_with_the_newest_time() -> None:
    present = Present()
    present.hear([parcel(SAKURA), parcel(SAKURA, 1)])
    first = present.due()
    present.hear([parcel(SAKURA, 3), parcel(SAKURA, 2), parcel(FUJI, 2)])
    second = present.due()
    present.next_minute()

    assert first == [of(SAKURA, 1)]
    assert second == [of(FUJI, 2)]
    assert present.due() == [of(SAKURA, 3)]
    present.next_minute()
    assert present.due() == []


def test_who_was_silent_for_a_minute_is_told_at_once_again() -> None:
    present = Present()
    present.hear([parcel(SAKURA)])
    present.due()
    present.next_minute()
    present.hear([parcel(SAKURA, 70)])

    assert present.due() == [of(SAKURA, 70)]


def test_who_could_not_be_told_is_due_again_with_the_newest_time() -> None:
    present = Present()
    present.hear([parcel(SAKURA), parcel(FUJI)])
    due = present.due()
    present.hear([parcel(SAKURA, 5)])
    present.not_told(due)

    assert present.due() == [of(SAKURA), of(FUJI)]
    present.not_told(due)
    present.next_minute()
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


def test_minutes_pass_while_it_works(monkeypatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY_S", 0)
    monkeypatch.setattr(module, "LOOKS", 2)

    async def story() -> list[Presence]:
        present, broker = Present(), MemoryBroker()
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
