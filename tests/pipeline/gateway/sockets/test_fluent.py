from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgpack
import pytest
from fluent.sender import FluentSender

from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.fluent import serve_fluent
from pipeline.gateway.sockets.doors import (
    FUJI,
    HERE,
    SAKURA,
    SILENT,
    Certificates,
    FakeIntake,
    KnownSenders,
    fingerprint,
    run,
    until,
)
from pipeline.gateway.sockets.forwarding import Client, opened


@pytest.mark.parametrize("nanosecond_precision", [True, False])
def test_fluent_logger_delivers_every_record_once(nanosecond_precision: bool):
    def emit(port: int) -> bool:
        sender = FluentSender("app", host="127.0.0.1", port=port, nanosecond_precision=nanosecond_precision)
        emitted = [
            sender.emit_with_time(
                "web", 1_700_000_000.5 if nanosecond_precision else 1_700_000_000, {"n": number, "名": "値"}
            )
            for number in range(1000)
        ]
        sender.close()
        return all(emitted)

    async def story() -> FakeIntake:
        door, intake, _ = await opened()
        assert await asyncio.to_thread(emit, door.port)
        await until(lambda: len(intake.lines) == 1000)
        await door.close()
        return intake

    intake = run(story)
    documents = [json.loads(line) for line in intake.lines]

    assert [document["n"] for document in documents] == list(range(1000))
    assert {(document["名"], document["fluent"]["tag"]) for document in documents} == {("値", "app.web")}
    expected = "2023-11-14T22:13:20.500000000Z" if nanosecond_precision else "2023-11-14T22:13:20Z"
    assert {document["@timestamp"] for document in documents} == {expected}
    assert {sender for sender, _, _ in intake.accepted} == {SAKURA}
    assert len(intake.accepted) < 200, "records travel together"


@pytest.mark.parametrize("shows_certificate", [True, False])
def test_over_tls_a_sender_is_known_by_certificate_or_token(tmp_path: Path, shows_certificate: bool):
    certificates = Certificates(tmp_path)
    senders = KnownSenders(addresses={}, certificates={fingerprint(certificates.sensor[0]): FUJI}, tokens={"t": SAKURA})
    context = certificates.client_context(certificates.sensor if shows_certificate else None)

    async def story() -> FakeIntake:
        intake = FakeIntake()
        door = await serve_fluent(
            HERE,
            senders=senders,
            intake=intake,
            log=SILENT,
            certificate=certificates.server,
            clients=certificates.ca_file,
        )
        client = Client(*await asyncio.open_connection("127.0.0.1", door.port, ssl=context))
        if not shows_certificate:
            assert (await client.shake_hands("t"))[1] is True
        client.send(["t", [[1, {"a": 1}]], {"chunk": "c"}])
        assert await client.answer() == {"ack": "c"}
        client.writer.close()
        await door.close()
        return intake

    assert [sender for sender, _, _ in run(story).accepted] == [FUJI if shows_certificate else SAKURA]


def test_a_door_with_a_certificate_speaks_no_plain_forward(tmp_path: Path):
    async def story() -> tuple[object, dict[str, int]]:
        door = await serve_fluent(
            HERE,
            senders=KnownSenders(),
            intake=FakeIntake(),
            log=SILENT,
            certificate=Certificates(tmp_path).server,
        )
        client = await Client.of(door)
        client.writer.write(msgpack.packb(["t", [[1, {"a": 1}]]]))
        try:
            found = await client.reader.read(1)
        except ConnectionError:
            found = b""
        client.writer.close()
        await door.close()
        return found[:1], dict(door.counts)

    found, counts = run(story)

    assert found in {b"", bytes([21])}, "nothing, or an alert of TLS"
    assert counts == {"handshake_failed": 1}


def test_a_certificate_that_cannot_be_read_is_an_error(tmp_path: Path):
    absent = (tmp_path / "absent.pem", tmp_path / "absent.key")

    with pytest.raises(CannotListen, match=r"absent\.pem"):
        run(lambda: serve_fluent(HERE, senders=KnownSenders(), intake=FakeIntake(), log=SILENT, certificate=absent))


def test_closing_the_door_ends_all_connections_and_answers_what_was_read():
    async def story() -> list[object]:
        door, intake, _ = await opened()
        intake.open.clear()
        client, idle = await Client.of(door), await Client.of(door)
        client.send(["t", [[1, {"a": 1}]], {"chunk": "c"}])
        await until(lambda: bool(intake.admitted))
        closing = asyncio.create_task(door.close())
        await asyncio.sleep(0)
        intake.open.set()
        found = [await client.answer(), await client.answer(), await idle.answer()]
        await closing
        client.writer.close()
        idle.writer.close()
        return found

    assert run(story) == [{"ack": "c"}, None, None]
