"""A journal: a stream of its own that keeps what is not too old."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, timedelta
from uuid import uuid4

from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError, ServerError

from otasuke.stream.nats.connection import ANSWER_WITHIN_S, Connection, told
from otasuke.stream.nats.pull import Pull
from otasuke.stream.nats.stream import MESSAGE
from otasuke.stream.port import SAME_ENTRY_WITHIN_S, Entry, check

LARGEST_BYTES = 4 << 30
_FORGOTTEN_AFTER = timedelta(minutes=10)
"""So long the server remembers a reader that has gone."""
_NO_SUCH_MESSAGE = 10057


class NatsJournal:
    """See `Journal`."""

    def __init__(self, connection: Connection, name: str, kept: timedelta) -> None:
        self._connection = connection
        self._context = connection.context
        self._name = name.upper()
        self._kept = kept
        self._subject = f"journal.{name}"
        self._pull: Pull | None = None
        self._reader = ""
        self._at = self._losses = 0

    async def prepare(self) -> None:
        """Make it where it is not there yet. Raises StreamUnavailable."""
        with told("NATS cannot be used"):
            await self._context.add_stream(
                StreamConfig(
                    name=self._name,
                    subjects=[self._subject],
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.OLD,
                    max_age=self._kept.total_seconds(),
                    max_bytes=LARGEST_BYTES,
                    duplicate_window=SAME_ENTRY_WITHIN_S,
                )
            )

    async def append(self, name: str, data: bytes) -> None:
        """Publish, and wait until the server has it on its disk."""
        check(name, data)
        publishing = self._context.publish(self._subject, data, timeout=ANSWER_WITHIN_S, headers={MESSAGE: name})
        await self._connection.answer(publishing, "NATS did not confirm an entry")

    async def read(self, *, after: int, most: int, wait_s: float) -> list[Entry]:
        """Pull from a consumer that begins behind the number; the same one as last time if one goes on reading."""
        with told("NATS gave no entries"):
            if after != self._at or not self._is_there():
                await self._begin(after)
            assert self._pull is not None
            try:
                messages = await self._pull.take(most, wait_s=wait_s)
            except NoRespondersError:  # the server has forgotten the reader
                await self._begin(after)
                messages = await self._pull.take(most, wait_s=wait_s)
        entries = [_entry(message) for message in messages]
        self._at = entries[-1].number if entries else after
        return entries

    def _is_there(self) -> bool:
        """Whether the server should still know the reader; a server that was away has forgotten it."""
        return self._pull is not None and self._losses == self._connection.losses

    async def _begin(self, after: int) -> None:
        await self._end()
        self._losses = self._connection.losses
        self._reader = f"reader-{uuid4().hex}"
        await self._context.add_consumer(
            self._name,
            ConsumerConfig(
                name=self._reader,
                ack_policy=AckPolicy.NONE,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                inactive_threshold=_FORGOTTEN_AFTER.total_seconds(),
            ),
        )
        self._pull = Pull(self._connection, self._name, self._reader)
        self._at = after

    async def _end(self) -> None:
        pull, self._pull = self._pull, None
        if pull is not None:
            await pull.close()
            with suppress(NotFoundError):
                await self._context.delete_consumer(self._name, self._reader)

    async def newest(self) -> int:
        """The last number that was given."""
        asking = self._context.stream_info(self._name)
        return (await self._connection.answer(asking, "NATS does not say what there is")).state.last_seq

    async def delete(self, number: int) -> None:
        """Delete the message."""
        with told("NATS did not delete an entry"):
            try:
                await self._context.delete_msg(self._name, number)
            except ServerError as error:
                if error.err_code != _NO_SUCH_MESSAGE:
                    raise

    async def size(self) -> int:
        """What the server counts."""
        asking = self._context.stream_info(self._name)
        return (await self._connection.answer(asking, "NATS does not say how many entries there are")).state.messages


def _entry(message: Msg) -> Entry:
    metadata = message.metadata
    return Entry(
        number=metadata.sequence.stream,
        name=(message.headers or {}).get(MESSAGE, ""),
        data=message.data,
        at=metadata.timestamp.astimezone(UTC),
    )
