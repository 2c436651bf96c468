from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.door import Door
from otasuke.pipeline.gateway.sockets.listener import Limits
from otasuke.pipeline.gateway.sockets.syslog import serve_syslog
from pipeline.gateway.sockets.doors import HERE, SAKURA, SILENT, FakeIntake, KnownSenders, run, until
from pipeline.gateway.sockets.test_listener import is_closed

LIMITS = Limits()


async def opened(limits: Limits = LIMITS) -> tuple[Door, FakeIntake, KnownSenders]:
    intake, senders = FakeIntake(), KnownSenders()
    return await serve_syslog(HERE, senders=senders, intake=intake, log=SILENT, limits=limits), intake, senders


async def connected(door: Door) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", door.port)


def test_messages_that_come_together_are_one_parcel_of_lines_under_a_name_of_chance():
    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        for _ in range(2):
            _, writer = await connected(door)
            writer.write(b"11 <1>two\nline4 <1>b")
            writer.close()
        await until(lambda: len(intake.accepted) == 2)
        await door.close()
        return intake

    intake = run(story)

    assert [(sender, lines) for sender, lines, _ in intake.accepted] == [(SAKURA, b"<1>two line\n<1>b")] * 2
    assert len({batch for _, _, batch in intake.accepted}) == 2


def test_while_nothing_is_accepted_nothing_is_read():
    async def story() -> tuple[int, int, int]:
        door, intake, _ = await opened()
        intake.open.clear()
        _, writer = await connected(door)
        message = b"<13>" + b"x" * 1000 + b"\n"
        written = 0
        try:
            async with asyncio.timeout(1):
                while True:
                    writer.write(message * 100)
                    written += 100
                    await writer.drain()
        except TimeoutError:
            pass
        held = written
        intake.open.set()
        await until(lambda: len(intake.lines) == written)
        writer.close()
        await door.close()
        return held, written, door.counts["lines"]

    held, written, accepted = run(story)

    assert held < 50_000, "the sender was not held back"
    assert written == accepted


def test_what_is_refused_for_now_is_kept_and_handed_over_once():
    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        intake.refusals = [Refused(503, "later", retry_after_s=0)]
        _, writer = await connected(door)
        writer.write(b"<1>a\n")
        await until(lambda: bool(intake.accepted))
        writer.close()
        await door.close()
        return intake

    assert run(story).lines == [b"<1>a"]


def test_what_is_refused_for_good_closes_the_connection_and_is_counted():
    async def story() -> dict[str, int]:
        door, intake, _ = await opened()
        intake.refusals = [Refused(403, "contract ended")]
        reader, writer = await connected(door)
        writer.write(b"<1>a\n")
        await is_closed(reader)
        writer.close()
        await door.close()
        return dict(door.counts)

    assert run(story) == {"refused": 1, "not_accepted": 1}


def test_a_credential_that_is_taken_away_ends_the_connection():
    async def story() -> tuple[list[bytes], dict[str, int]]:
        door, intake, senders = await opened()
        reader, writer = await connected(door)
        writer.write(b"<1>a\n")
        await until(lambda: bool(intake.accepted))
        senders.addresses.clear()
        writer.write(b"<1>b\n")
        await is_closed(reader)
        writer.close()
        await door.close()
        return intake.lines, dict(door.counts)

    lines, counts = run(story)

    assert lines == [b"<1>a"]
    assert counts["no_longer_known"] == 1


@pytest.mark.parametrize(
    ("sent", "limits", "count"),
    [
        (b"<13>never ends", replace(LIMITS, message_s=0.1), "half_message"),
        (b"100 <13>never ends", replace(LIMITS, message_s=0.1), "half_message"),
        (b"1000000000 <13>x", LIMITS, "bad_frame"),
        (b"5 <1>a\nno count", LIMITS, "bad_frame"),
    ],
)
def test_who_sends_garbage_is_cut_off_and_the_door_stays_open(sent: bytes, limits: Limits, count: str):
    async def story() -> tuple[dict[str, int], list[bytes]]:
        door, intake, _ = await opened(limits)
        reader, writer = await connected(door)
        writer.write(sent)
        await is_closed(reader)
        writer.close()
        _, other = await connected(door)
        other.write(b"<1>fine\n")
        await until(lambda: b"<1>fine" in intake.lines)
        other.close()
        await door.close()
        return dict(door.counts), intake.lines

    counts, _ = run(story)

    assert counts[count] == 1


def test_who_says_nothing_is_closed_in_the_end():
    async def story() -> bool:
        door, _, _ = await opened(replace(LIMITS, idle_s=0.1))
        reader, writer = await connected(door)
        closed = await is_closed(reader)
        writer.close()
        await door.close()
        return closed

    assert run(story)


def test_a_message_that_is_too_long_is_cut_and_counted():
    async def story() -> tuple[list[int], dict[str, int]]:
        door, intake, _ = await opened()
        _, writer = await connected(door)
        writer.write(b"<1>" + b"x" * (1 << 20) + b"\n<1>next\n")
        await until(lambda: len(intake.lines) == 2)
        writer.close()
        await door.close()
        return [len(line) for line in intake.lines], dict(door.counts)

    lengths, counts = run(story)

    assert lengths == [256 << 10, 7]
    assert counts["too_long"] == 1


def test_closing_the_door_hands_over_what_was_read():
    async def story() -> list[bytes]:
        door, intake, _ = await opened()
        intake.open.clear()
        _, writer = await connected(door)
        writer.write(b"<1>a\n")
        await until(lambda: bool(intake.admitted))
        closing = asyncio.create_task(door.close())
        await asyncio.sleep(0)
        intake.open.set()
        await closing
        writer.close()
        return intake.lines

    assert run(story) == [b"<1>a"]
