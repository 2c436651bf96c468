"""`otasuke dead`: what nobody could read, kept until somebody looks; sent again if the fault was ours."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.pipeline.dead import DeadLetter
    from otasuke.stream.port import Broker, Entry, Stream

_SHOWN = 100


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser("dead", help="look at what nobody could read, and send it again")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the records that could not be read, and why")
    listing.add_argument("--format", choices=("text", "jsonl"), default="text")
    listing.add_argument("--limit", type=int, default=1000, metavar="N")
    replay = actions.add_parser("replay", help="send records again, for instance after an update that can read them")
    replay.add_argument(
        "entries", nargs="+", type=int, metavar="ENTRY", help="numbers, as `otasuke dead list` shows them"
    )
    for action in (listing, replay):
        add_data_argument(action)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    settings = settings_of(args)
    asyncio.run(_list(args, settings) if args.action == "list" else _replay(args, settings))
    return Exit.OK


async def _list(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.pipeline.dead import JOURNAL, read_letters
    from otasuke.stream.whole import all_entries

    shown = 0
    async with broker_of(settings) as broker:
        async for entry in all_entries(await broker.journal(JOURNAL)):
            for letter in read_letters(entry.data):
                if shown < args.limit:
                    print(_line(entry.number, letter, args.format))
                shown += 1
    if shown > args.limit:
        print(f"otasuke: {shown - args.limit} more; --limit shows them", file=sys.stderr)
    if not shown:
        print("otasuke: everything that came could be read", file=sys.stderr)


def _line(number: int, letter: DeadLetter, format: str) -> str:
    text = letter.data.decode("utf-8", "replace")
    if format == "jsonl":
        named = {"entry": number, "tenant": letter.tenant, "sensor": letter.sensor, "reason": letter.reason}
        return json.dumps(named | {"detail": letter.detail, "data": text}, ensure_ascii=False)
    beginning = "".join(sign if sign.isprintable() else "�" for sign in text[:_SHOWN])
    whose = f"{letter.tenant} {letter.sensor}" if letter.tenant else "a whole message"
    return (
        f"{number}  {letter.received_at:%Y-%m-%d %H:%M:%S} UTC  {whose}  {letter.reason}: {letter.detail}  {beginning}"
    )


async def _replay(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.pipeline.dead import JOURNAL
    from otasuke.stream.whole import all_entries

    wanted = set(args.entries)
    async with broker_of(settings) as broker:
        journal = await broker.journal(JOURNAL)
        async for entry in all_entries(journal):
            if entry.number in wanted:
                sent = await _send(broker, entry)
                await journal.delete(entry.number)
                wanted.discard(entry.number)
                print(f"otasuke: sent the {sent} records of entry {entry.number} again", file=sys.stderr)
    if wanted:
        raise CliError(f"there is no entry {min(wanted)}", hint="`otasuke dead list` shows the numbers.")


async def _send(broker: Broker, entry: Entry) -> int:
    """Put the letters of an entry back into the stream, each as a parcel of its own; how many."""
    from otasuke.pipeline.dead import read_letters
    from otasuke.pipeline.parcels import Parcel, pack
    from otasuke.pipeline.worker import GROUP
    from otasuke.stream.port import partition_of

    stream = await broker.stream((GROUP,))
    letters = read_letters(entry.data)
    for letter in letters:
        if letter.tenant:
            now = datetime.now(UTC)
            parcel = Parcel(letter.tenant, letter.sensor, uuid4().hex, now, letter.data)
            await stream.publish(partition_of(letter.tenant), uuid4().hex, pack([parcel]))
        else:
            await _send_message(stream, letter.data)
    return len(letters)


async def _send_message(stream: Stream, data: bytes) -> None:
    """A whole message goes to the partition of its parcels. Raises CliError if it is none."""
    from otasuke.pipeline.parcels import BadMessage, unpack
    from otasuke.stream.port import partition_of

    try:
        parcels = unpack(data)
    except BadMessage as error:
        raise CliError(f"this can never be read: {error}", hint="It stays where it is.") from error
    if parcels:
        await stream.publish(partition_of(parcels[0].tenant), uuid4().hex, data)
