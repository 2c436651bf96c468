from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import replace

import msgpack
import pytest

from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets import handover
from pipeline.gateway.sockets.doors import SAKURA, FakeIntake, run, until
from pipeline.gateway.sockets.forwarding import LIMITS, Client, opened

ENTRIES = [[1_700_000_000, {"n": number}] for number in range(3)]
PACKED = b"".join(map(msgpack.packb, ENTRIES))


def numbers(intake: FakeIntake) -> list[int]:
    return [json.loads(line)["n"] for line in intake.lines]


def test_a_chunk_is_acknowledged_when_it_was_accepted_and_not_before():
    async def story() -> tuple[list[object], FakeIntake]:
        door, intake, _ = await opened()
        intake.open.clear()
        client = await Client.of(door)
        client.send(["t", PACKED, {"chunk": "abc=="}])
        answering = asyncio.create_task(client.answer())
        await until(lambda: bool(intake.admitted))
        early = answering.done()
        intake.open.set()
        found = [early, await answering]
        client.writer.close()
        await door.close()
        return found, intake

    found, intake = run(story)

    assert found == [False, {"ack": "abc=="}]
    assert numbers(intake) == [0, 1, 2]


def test_a_chunk_that_is_sent_again_has_the_same_name_and_another_one_another():
    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        again = gzip.compress(PACKED)
        for packed in (PACKED, PACKED, again, PACKED + msgpack.packb(ENTRIES[0])):
            client = await Client.of(door)
            options = {"chunk": "abc==", "compressed": "gzip" if packed is again else "text"}
            client.send(["t", packed, options])
            await client.answer()
            client.writer.close()
        await door.close()
        return intake

    first, second, packed_otherwise, longer = [batch for _, _, batch in run(story).accepted]

    assert first == second == packed_otherwise
    assert longer != first


def test_a_large_chunk_is_several_parcels_each_with_a_name_of_its_own():
    large = b"".join(msgpack.packb([1, {"n": number, "x": "y" * 1000}]) for number in range(3000))

    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        client = await Client.of(door)
        client.send(["t", large, {"chunk": "c"}])
        assert await client.answer() == {"ack": "c"}
        client.writer.close()
        await door.close()
        return intake

    intake = run(story)

    assert numbers(intake) == list(range(3000))
    assert [str(batch).rpartition("-")[2] for _, _, batch in intake.accepted] == ["0", "1", "2", "3"]
    assert all(len(lines) <= 1 << 20 for _, lines, _ in intake.accepted)


def test_messages_without_a_chunk_travel_together_under_a_name_of_chance():
    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        client = await Client.of(door)
        for entry in ENTRIES:
            client.send(["t", *entry])
        await until(lambda: len(intake.lines) == 3)
        client.writer.close()
        await door.close()
        return intake

    intake = run(story)

    assert numbers(intake) == [0, 1, 2]
    assert len(intake.accepted) == 1
    assert intake.accepted[0][0] == SAKURA


def test_several_chunks_in_one_go_are_all_answered():
    async def story() -> list[object]:
        door, _, _ = await opened()
        client = await Client.of(door)
        for chunk in "abc":
            client.send(["t", ENTRIES, {"chunk": chunk}])
        found = [await client.answer() for _ in "abc"]
        client.writer.close()
        await door.close()
        return found

    assert run(story) == [{"ack": "a"}, {"ack": "b"}, {"ack": "c"}]


def test_what_is_refused_for_good_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handover, "_SHORTEST_WAIT_S", 0.0)

    async def story() -> tuple[object, dict[str, int]]:
        door, intake, _ = await opened()
        intake.refusals = [Refused(503, "later", retry_after_s=0), Refused(403, "contract ended")]
        client = await Client.of(door)
        client.send(["t", ENTRIES, {"chunk": "a"}])
        found = await client.answer()
        client.writer.close()
        await door.close()
        return found, dict(door.counts)

    assert run(story) == (None, {"waits": 1, "refused": 1, "not_accepted": 3})


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        (b"\xc1", "bad_forward"),
        (b"GET / HTTP/1.0\r\n\r\n", "bad_forward"),
        (b"<13>Oct 11 22:14:15 fw1 kernel: DROP\n" * 100, "bad_forward"),
        (b"\xdd\xff\xff\xff\xff", "bad_forward"),
        (b"\x91" * 5000, "bad_forward"),
        (msgpack.packb(["t", b"\xc1", {"chunk": "x"}]), "bad_forward"),
        (msgpack.packb(["t", b"no", {"compressed": "gzip"}]), "bad_forward"),
        (b"\x93\xa1t\xc6\x00\xff\xff\xff", "half_message"),
        (b"\x93\xa1t", "half_message"),
    ],
    ids=str,
)
def test_who_sends_garbage_is_cut_off_and_what_came_before_is_kept(sent: bytes, count: str):
    async def story() -> tuple[object, dict[str, int], FakeIntake]:
        door, intake, _ = await opened(limits=replace(LIMITS, message_s=0.2))
        client = await Client.of(door)
        client.writer.write(msgpack.packb(["t", ENTRIES]) + sent)
        found = await client.answer()
        client.writer.close()
        await door.close()
        return found, dict(door.counts), intake

    found, counts, intake = run(story)

    assert found is None
    assert counts[count] == 1
    assert numbers(intake) == [0, 1, 2]


def test_a_credential_that_is_taken_away_ends_the_connection():
    async def story() -> tuple[object, dict[str, int]]:
        door, intake, senders = await opened()
        client = await Client.of(door)
        client.send(["t", ENTRIES, {"chunk": "a"}])
        await client.answer()
        senders.addresses.clear()
        client.send(["t", ENTRIES, {"chunk": "b"}])
        found = await client.answer()
        client.writer.close()
        await door.close()
        assert numbers(intake) == [0, 1, 2]
        return found, dict(door.counts)

    found, counts = run(story)

    assert found is None
    assert counts["no_longer_known"] == 1
