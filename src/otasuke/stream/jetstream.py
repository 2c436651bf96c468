"""The stream on NATS JetStream: one stream, kept until every group is done with it, and never thrown away because it is full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.client import JetStreamContext

from otasuke.stream.port import (
    DONE_WITHIN_S,
    PARTITIONS,
    SAME_BATCH_WITHIN_S,
    Delivery,
    StreamUnavailable,
    check,
    partition_of,
)

_NAME = "EVENTS"
_LARGEST_BYTES = 2 << 30
_ANSWER_WITHIN_S = 5.0
_BATCH = "Nats-Msg-Id"
_TENANT = "Otasuke-Tenant"


class JetStream:
    """A stream for the groups it was opened for."""

    def __init__(self, client: Client, groups: Sequence[str]) -> None:
        self._client = client
        self._context = client.jetstream(timeout=_ANSWER_WITHIN_S)
        self._groups = tuple(groups)
        self._pulls: dict[tuple[str, int], JetStreamContext.PullSubscription] = {}

    @classmethod
    async def open(cls, url: str, groups: Sequence[str], *, largest_bytes: int = _LARGEST_BYTES) -> JetStream:
        """Connect, and make the stream and its groups where they are not there yet. Raises StreamUnavailable."""
        try:
            # nats-py tries for ever, which is right later on, but not here.
            connecting = nats.connect(url, max_reconnect_attempts=-1, error_cb=_ignore)
            client = await asyncio.wait_for(connecting, _ANSWER_WITHIN_S)
            stream = cls(client, groups)
            await stream._prepare(largest_bytes)
        except (TimeoutError, Error, OSError) as error:
            raise StreamUnavailable(f"NATS cannot be used: {_words(error)}") from error
        return stream

    async def _prepare(self, largest_bytes: int) -> None:
        """Interest is what keeps a batch, so the groups have to be there before the first one comes."""
        await self._context.add_stream(
            StreamConfig(
                name=_NAME,
                subjects=["events.>"],
                retention=RetentionPolicy.INTEREST,
                storage=StorageType.FILE,
                discard=DiscardPolicy.NEW,
                max_bytes=largest_bytes,
                duplicate_window=SAME_BATCH_WITHIN_S,
            )
        )
        for group in self._groups:
            for partition in range(PARTITIONS):
                await self._context.add_consumer(
                    _NAME,
                    ConsumerConfig(
                        durable_name=f"{group}-{partition}",
                        filter_subject=f"events.{partition}.*",
                        ack_policy=AckPolicy.EXPLICIT,
                        ack_wait=DONE_WITHIN_S,
                    ),
                )

    async def publish(self, tenant: str, batch: str, data: bytes) -> None:
        """Publish, and wait until the server has it on its disk."""
        check(tenant, batch, data)
        subject = f"events.{partition_of(tenant)}.{tenant}"
        headers = {_BATCH: f"{tenant}/{batch}", _TENANT: tenant}
        try:
            await self._context.publish(subject, data, timeout=_ANSWER_WITHIN_S, headers=headers)
        except (TimeoutError, Error, OSError) as error:
            raise StreamUnavailable(f"NATS did not confirm a batch: {_words(error)}") from error

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Pull from the group's consumer of the partition."""
        try:
            pull = self._pulls.get((group, partition)) or await self._bind(group, partition)
            messages = await pull.fetch(most, timeout=wait_s)
        except TimeoutError:  # also what nats-py itself raises where there is nothing
            return []
        except (Error, OSError) as error:
            raise StreamUnavailable(f"NATS gave no batches: {_words(error)}") from error
        return [_delivery(message) for message in messages]

    async def _bind(self, group: str, partition: int) -> JetStreamContext.PullSubscription:
        pull = await self._context.pull_subscribe_bind(consumer=f"{group}-{partition}", stream=_NAME)
        self._pulls[group, partition] = pull
        return pull

    async def done(self, delivery: Delivery) -> None:
        """Acknowledge, and wait until the server knows."""
        try:
            await _message(delivery).ack_sync(timeout=_ANSWER_WITHIN_S)
        except (TimeoutError, Error, OSError) as error:
            raise StreamUnavailable(f"NATS did not hear that a batch is done: {_words(error)}") from error

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Refuse the batch for a while."""
        try:
            await _message(delivery).nak(delay=in_s)
        except (Error, OSError) as error:
            raise StreamUnavailable(f"NATS did not take a batch back: {error}") from error

    async def close(self) -> None:
        """Close the connection."""
        await self._client.close()


def _delivery(message: Msg) -> Delivery:
    headers = message.headers or {}
    tenant = headers.get(_TENANT, "")
    return Delivery(
        tenant=tenant,
        batch=headers.get(_BATCH, "").removeprefix(f"{tenant}/"),
        data=message.data,
        attempt=message.metadata.num_delivered or 1,
        receipt=message,
    )


def _message(delivery: Delivery) -> Msg:
    assert isinstance(delivery.receipt, Msg)
    return delivery.receipt


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


async def _ignore(error: Exception) -> None:
    """Lost connections are made again by the client; who waits for an answer is told by a StreamUnavailable."""
