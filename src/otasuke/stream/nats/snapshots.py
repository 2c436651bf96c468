"""Streams as bytes: taken from a running NATS with their consumers' positions, and put back into another one.

The server's own format (`$JS.API.STREAM.SNAPSHOT`): a position never points beyond the messages beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import nats
import orjson
from nats.aio.client import Client
from nats.errors import Error

from otasuke.stream.nats.stream import NAME
from otasuke.stream.port import StreamError, StreamUnavailable

CHUNK_BYTES = 64 << 10
"""Small: the server gives up on a restore when one chunk of many small messages takes it more than 5 s."""
_BUCKETS = ("KV_", "OBJ_")
_CONNECT_WITHIN_S = 5.0
_ANSWER_WITHIN_S = 60.0


class SnapshotFailed(StreamError):
    """A stream could not be saved, restored or read: its name, and the server's words."""

    def __init__(self, stream: str, reason: str) -> None:
        super().__init__(f"stream {stream}: {reason}")
        self.stream = stream


@dataclass(frozen=True, slots=True)
class SavedStream:
    """What a saved stream is.

    consumers   how many groups and readers had a position in it.
    size_bytes  on the server's disk.
    document    the server's own description, in JSON: it wants that back.
    """

    name: str
    messages: int
    last_seq: int
    consumers: int
    size_bytes: int
    document: str


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Client]:
    """A connection that does not wait for a server that is not there. Raises StreamUnavailable."""
    try:
        client = await asyncio.wait_for(
            nats.connect(url, allow_reconnect=False, error_cb=_ignore, max_reconnect_attempts=0), _CONNECT_WITHIN_S
        )
    except (TimeoutError, Error, OSError) as error:
        raise StreamUnavailable(f"NATS cannot be reached: {_words(error)}") from error
    try:
        yield client
    finally:
        await client.close()


async def stream_names(client: Client) -> list[str]:
    """Every stream: first the registries, then the stream of events, then the journals that are filled from it."""
    return sorted([name async for name in _listed(client, "STREAM.NAMES", "streams", stream="*")], key=_place)


def _place(name: str) -> tuple[int, str]:
    """Why in this order: docs/how/backup.md."""
    if name.startswith(_BUCKETS):
        return 0, name
    return (1 if name == NAME else 2), name


async def save_stream(client: Client, name: str, write: Callable[[bytes], object]) -> SavedStream:
    """Hand the stream to `write`, chunk by chunk. It holds no message that is harmed: `stream_problems` tells of those.

    Raises SnapshotFailed, StreamUnavailable, and what `write` raises.
    """
    inbox = client.new_inbox()
    chunks = await client.subscribe(inbox)
    try:
        answer = await _ask(client, f"STREAM.SNAPSHOT.{name}", {"deliver_subject": inbox}, stream=name)
        while (message := await chunks.next_msg(_ANSWER_WITHIN_S)).data:
            write(message.data)
            if message.reply:
                await message.respond(b"")
    except (TimeoutError, Error, OSError) as error:
        raise SnapshotFailed(name, f"NATS fell silent: {_words(error)}") from error
    finally:
        await chunks.unsubscribe()
    status = (message.headers or {}).get("Status", "204")
    if status != "204":
        raise SnapshotFailed(name, f"{status} {(message.headers or {}).get('Description', '')}".strip())
    return _saved(name, answer)


async def restore_stream(client: Client, saved: SavedStream, chunks: Iterable[bytes]) -> None:
    """Make the stream of a snapshot. Raises SnapshotFailed, also if there is one of this name."""
    answer = await _ask(
        client, f"STREAM.RESTORE.{saved.name}", orjson.loads(saved.document.encode()), stream=saved.name
    )
    try:
        for chunk in chunks:
            reply = await client.request(answer["deliver_subject"], chunk, timeout=_ANSWER_WITHIN_S)
            if reply.data:
                _refused(saved.name, orjson.loads(reply.data))
        reply = await client.request(answer["deliver_subject"], b"", timeout=_ANSWER_WITHIN_S)
    except (TimeoutError, Error, OSError) as error:
        raise SnapshotFailed(saved.name, f"NATS fell silent: {_words(error)}") from error
    _refused(saved.name, end := orjson.loads(reply.data))
    if end["state"]["last_seq"] < saved.last_seq:
        raise SnapshotFailed(
            saved.name, f"it ends with message {end['state']['last_seq']}, should end with {saved.last_seq}"
        )


async def stream_problems(client: Client, name: str) -> list[str]:
    """What is wrong with a stream: positions that cannot be, and messages that NATS finds harmed. Reads all of it.

    A server leaves a harmed message out of snapshots and deliveries without a word; what tells is the gap.
    """
    consumers = [one async for one in _listed(client, f"CONSUMER.LIST.{name}", "consumers", stream=name)]
    gaps = [gap async for gap in _gaps(client, name)]
    state = (await _ask(client, f"STREAM.INFO.{name}", {"deleted_details": True}, stream=name))["state"]
    removed = set(state.get("deleted") or ())
    harmed = [seq for gap in gaps for seq in gap if seq >= state["first_seq"] and seq not in removed]
    lost = (state.get("lost") or {}).get("msgs") or ()
    problems = [
        f"{one['name']} has read up to message {one['delivered']['stream_seq']}, but the last one is {state['last_seq']}"
        for one in consumers
        if one["delivered"]["stream_seq"] > state["last_seq"]
    ]
    problems += [f"messages are harmed and cannot be read: {len(harmed)}, the first is {harmed[0]}"] if harmed else []
    return problems + ([f"NATS found its file harmed and gave up {len(lost)} messages"] if lost else [])


async def _gaps(client: Client, name: str) -> AsyncIterator[range]:
    """The numbers for which no message could be read."""
    state = (await _ask(client, f"STREAM.INFO.{name}", {}, stream=name))["state"]
    wanted = state["first_seq"]
    while wanted <= state["last_seq"]:
        try:
            found = await _ask(client, f"STREAM.MSG.GET.{name}", {"seq": wanted, "next_by_subj": ">"}, stream=name)
            seq = found["message"]["seq"]
        except SnapshotFailed:  # there is none behind it
            seq = state["last_seq"] + 1
        yield range(wanted, min(seq, state["last_seq"] + 1))
        wanted = seq + 1


async def _listed(client: Client, subject: str, field: str, *, stream: str) -> AsyncIterator[Any]:
    """The entries of an answer that comes in pages."""
    offset = 0
    while True:
        page = await _ask(client, subject, {"offset": offset}, stream=stream)
        for one in page.get(field) or ():
            yield one
        offset += len(page.get(field) or ())
        if not page.get(field) or offset >= page["total"]:
            return


async def _ask(client: Client, subject: str, question: dict[str, Any], *, stream: str) -> dict[str, Any]:
    try:
        reply = await client.request(f"$JS.API.{subject}", orjson.dumps(question), timeout=_ANSWER_WITHIN_S)
    except (TimeoutError, Error, OSError) as error:
        raise StreamUnavailable(f"NATS does not answer: {_words(error)}") from error
    answer: dict[str, Any] = orjson.loads(reply.data)
    _refused(stream, answer)
    return answer


def _refused(stream: str, answer: dict[str, Any]) -> None:
    if "error" in answer:
        raise SnapshotFailed(stream, answer["error"].get("description", "refused"))


def _saved(name: str, answer: dict[str, Any]) -> SavedStream:
    state = answer["state"]
    return SavedStream(
        name=name,
        messages=state["messages"],
        last_seq=state["last_seq"],
        consumers=state["consumer_count"],
        size_bytes=state["bytes"],
        document=orjson.dumps({"config": answer["config"], "state": state}).decode(),
    )


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


async def _ignore(error: Exception) -> None:
    """Who waits for an answer is told."""
