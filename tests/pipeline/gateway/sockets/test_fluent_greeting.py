from __future__ import annotations

from dataclasses import replace

import pytest

from otasuke.pipeline.gateway.sockets import fluent_greeting
from pipeline.gateway.sockets.doors import FUJI, SAKURA, FakeIntake, KnownSenders, run, until
from pipeline.gateway.sockets.forwarding import LIMITS, Client, opened
from pipeline.gateway.sockets.test_fluent_stream import ENTRIES, numbers

TOKEN = "a-long-token"


def by_token_only() -> KnownSenders:
    return KnownSenders(addresses={}, tokens={TOKEN: FUJI})


def test_a_token_is_enough_from_anywhere():
    async def story() -> tuple[list[object], FakeIntake]:
        door, intake, _ = await opened(by_token_only())
        client = await Client.of(door)
        pong = await client.shake_hands(TOKEN)
        client.send(["t", ENTRIES, {"chunk": "a"}])
        assert await client.answer() == {"ack": "a"}
        client.writer.close()
        await door.close()
        return pong, intake

    pong, intake = run(story)

    assert pong[:4] == ["PONG", True, "", "otasuke-gateway"]
    assert {sender for sender, _, _ in intake.accepted} == {FUJI}


@pytest.mark.parametrize(
    ("token", "shared_key", "reason"),
    [
        ("guessed", b"otasuke", "username must be the token of a sensor"),
        ("", b"otasuke", "username must be the token of a sensor"),
        (TOKEN, TOKEN.encode(), "shared_key must be otasuke"),
    ],
)
def test_a_wrong_login_is_told_why(token: str, shared_key: bytes, reason: str):
    async def story() -> tuple[list[object], object, dict[str, int]]:
        door, _, _ = await opened(by_token_only())
        client = await Client.of(door)
        pong = await client.shake_hands(token, shared_key=shared_key)
        rest = await client.answer()
        client.writer.close()
        await door.close()
        return pong, rest, dict(door.counts)

    pong, rest, counts = run(story)

    assert pong[:3] == ["PONG", False, reason]
    assert rest is None
    assert counts == {"bad_login": 1}


@pytest.mark.parametrize(
    "sent",
    [["t", ENTRIES], None, ["PING", 1], {}, ["PING", "a", "b", "c", "d", "x" * 200_000]],
    ids=lambda sent: str(sent)[:20],
)
def test_a_stranger_who_does_not_log_in_is_closed(sent: object):
    async def story() -> tuple[list[object], FakeIntake, dict[str, int]]:
        door, intake, _ = await opened(by_token_only())
        client = await Client.of(door)
        if sent is not None:
            client.send(sent)
        found = [(await client.answer() or [""])[0], await client.answer()]
        client.writer.close()
        await door.close()
        return found, intake, dict(door.counts)

    found, intake, counts = run(story)

    assert found[1] is None
    assert intake.accepted == []
    assert counts == {"unknown_sender": 1}


def test_a_known_address_may_also_log_in_and_is_then_who_the_token_says(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fluent_greeting, "_SPEAKS_WITHIN_S", 0.05)

    async def story() -> FakeIntake:
        door, intake, _ = await opened(KnownSenders(tokens={TOKEN: FUJI}))
        client = await Client.of(door)
        assert (await client.shake_hands(TOKEN))[1] is True
        client.send(["t", ENTRIES])
        await until(lambda: bool(intake.accepted))
        client.writer.close()
        await door.close()
        return intake

    assert run(story).accepted[0][0] == FUJI


def test_a_known_address_that_speaks_late_needs_no_login(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fluent_greeting, "_SPEAKS_WITHIN_S", 0.05)

    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        client = await Client.of(door)
        assert (await client.answer())[0] == "HELO"
        client.send(["t", ENTRIES])
        await until(lambda: bool(intake.accepted))
        client.writer.close()
        await door.close()
        return intake

    intake = run(story)

    assert intake.accepted[0][0] == SAKURA
    assert numbers(intake) == [0, 1, 2]


def test_a_heartbeat_that_connects_and_hangs_up_disturbs_nobody():
    async def story() -> dict[str, int]:
        door, _, _ = await opened(limits=replace(LIMITS, greeting_s=3600))
        client = await Client.of(door)
        client.writer.close()
        await client.writer.wait_closed()
        await door.close()
        return dict(door.counts)

    assert run(story) == {}
