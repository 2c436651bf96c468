"""`otasuke dead` against a real broker."""

from __future__ import annotations

import asyncio
import json

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.pipeline.dead import JOURNAL, DeadLetter, letter_entries
from otasuke.pipeline.parcels import pack, unpack
from otasuke.pipeline.worker import GROUP
from otasuke.stream.nats.broker import NatsBroker
from otasuke.stream.port import partition_of
from pipeline.cast import NOW, SAKURA, parcel
from stream.streams import running_nats, take

RECORD = DeadLetter("sakura", "office-pc", "b1", NOW, "broken_json", "unexpected end", b'{"a":\x1b[31m')
MESSAGE = DeadLetter("", "", "m1", NOW, "fault", "it brought the worker down", pack([parcel(b"a")]))
LOST = DeadLetter("", "", "m2", NOW, "fault", "BadMessage", b"nothing")


@pytest.fixture
def server():
    with running_nats() as (server, _):
        yield server


def bury(server, *letters):
    async def story():
        broker = await NatsBroker.open(server.url or "")
        journal = await broker.journal(JOURNAL)
        for number, letter in enumerate(letters):
            for name, data in letter_entries(f"m{number}", [letter]):
                await journal.append(name, data)
        await (await broker.stream((GROUP,))).waiting(GROUP)
        await broker.close()

    asyncio.run(story())


def waiting(server):
    async def story():
        broker = await NatsBroker.open(server.url or "")
        stream = await broker.stream((GROUP,))
        taken = await take(stream, GROUP, partition=partition_of(SAKURA.tenant), count=await stream.waiting(GROUP))
        await broker.close()
        return [one for message in taken for one in unpack(message.data)]

    return asyncio.run(story())


def test_letters_are_listed_with_their_reason_and_harmlessly(server, capsys):
    bury(server, RECORD, MESSAGE)

    assert main(["dead", "list", "--data", str(server.folder)]) == Exit.OK

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("1  2026-11-24 01:00:00 UTC  sakura office-pc  broken_json: unexpected end")
    assert "\x1b" not in first
    assert "a whole message  fault" in second
    main(["dead", "list", "--format", "jsonl", "--limit", "1", "--data", str(server.folder)])
    out, err = capsys.readouterr()
    assert json.loads(out)["data"] == '{"a":\x1b[31m'
    assert "1 more" in err


def test_letters_are_sent_again_and_are_letters_no_more(server, capsys):
    bury(server, RECORD, MESSAGE)

    assert main(["dead", "replay", "1", "2", "--data", str(server.folder)]) == Exit.OK

    assert sorted((one.sensor, one.lines) for one in waiting(server)) == [
        ("office-pc", b"a"),
        ("office-pc", RECORD.data),
    ]
    capsys.readouterr()
    main(["dead", "list", "--data", str(server.folder)])
    assert "everything that came could be read" in capsys.readouterr().err


def test_what_can_never_be_read_stays_and_what_is_not_there_is_said(server, capsys):
    bury(server, LOST)

    assert main(["dead", "replay", "1", "--data", str(server.folder)]) == Exit.BAD_INPUT
    assert "can never be read" in capsys.readouterr().err
    assert main(["dead", "replay", "7", "--data", str(server.folder)]) == Exit.BAD_INPUT
    assert "no entry 7" in capsys.readouterr().err
