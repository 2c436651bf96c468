"""The stream: kept until every group is done with a message, and never thrown away because it is full."""

from __future__ import annotations

from nats.aio.msg import Msg
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    ConsumerInfo,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from otasuke.stream.nats.connection import ANSWER_WITHIN_S, Connection, told
from otasuke.stream.nats.pull import Pull
from otasuke.stream.port import DONE_WITHIN_S, PARTITIONS, SAME_MESSAGE_WITHIN_S, Delivery, Standing, check

NAME = "EVENTS"
LARGEST_BYTES = 2 << 30
MESSAGE = "Nats-Msg-Id"


class NatsStream:
    """See `Stream`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._context = connection.context
        self._pulls: dict[tuple[str, int], Pull] = {}

    async def prepare(self, groups: tuple[str, ...], largest_bytes: int) -> None:
        """Make the stream and its groups where they are not there yet. Raises StreamUnavailable.

        Interest is what keeps a message, so the groups have to be there before the first one comes.
        """
        with told("NATS cannot be used"):
            await self._context.add_stream(
                StreamConfig(
                    name=NAME,
                    subjects=["events.*"],
                    retention=RetentionPolicy.INTEREST,
                    storage=StorageType.FILE,
                    discard=DiscardPolicy.NEW,
                    max_bytes=largest_bytes,
                    duplicate_window=SAME_MESSAGE_WITHIN_S,
                )
            )
            for group in groups:
                for partition in range(PARTITIONS):
                    await self._context.add_consumer(NAME, _consumer(group, partition))

    async def publish(self, partition: int, name: str, data: bytes) -> None:
        """Publish, and wait until the server has it on its disk."""
        check(name, data)
        publishing = self._context.publish(
            f"events.{partition}", data, timeout=ANSWER_WITHIN_S, headers={MESSAGE: name}
        )
        await self._connection.answer(publishing, "NATS did not confirm a message")

    async def take(self, group: str, partition: int, *, most: int, wait_s: float) -> list[Delivery]:
        """Pull from the group's consumer of the partition."""
        if (group, partition) not in self._pulls:
            self._pulls[group, partition] = Pull(self._connection, NAME, f"{group}-{partition}")
        with told("NATS gave no messages"):
            messages = await self._pulls[group, partition].take(most, wait_s=wait_s)
        return [_delivery(message, partition) for message in messages]

    async def done(self, delivery: Delivery) -> None:
        """Acknowledge, and wait until the server knows."""
        acknowledging = _message(delivery).ack_sync(timeout=ANSWER_WITHIN_S)
        await self._connection.answer(acknowledging, "NATS did not hear that a message is done")

    async def again(self, delivery: Delivery, *, in_s: float) -> None:
        """Refuse the message for a while."""
        with told("NATS did not take a message back"):
            await _message(delivery).nak(delay=in_s)

    async def waiting(self, group: str) -> int:
        """What the group's consumers have before them, and in hand."""
        return sum([_waiting(await self._info(group, partition)) for partition in range(PARTITIONS)])

    async def standings(self, group: str) -> list[Standing]:
        """Up to where the group's consumers have everything acknowledged, without a gap."""
        asking = self._context.stream_info(NAME)
        newest = (await self._connection.answer(asking, "NATS does not say what there is")).state.last_seq
        # Asked after that: where nothing waits, nothing waits up to there.
        infos = [await self._info(group, partition) for partition in range(PARTITIONS)]
        return [Standing(newest, _done(info) if _waiting(info) else newest) for info in infos]

    async def _info(self, group: str, partition: int) -> ConsumerInfo:
        asking = self._context.consumer_info(NAME, f"{group}-{partition}")
        return await self._connection.answer(asking, "NATS does not say what waits")


def _consumer(group: str, partition: int) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=f"{group}-{partition}",
        filter_subject=f"events.{partition}",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=DONE_WITHIN_S,
    )


def _waiting(info: ConsumerInfo) -> int:
    return (info.num_pending or 0) + (info.num_ack_pending or 0)


def _done(info: ConsumerInfo) -> int:
    return info.ack_floor.stream_seq if info.ack_floor else 0


def _delivery(message: Msg, partition: int) -> Delivery:
    return Delivery(
        partition=partition,
        name=(message.headers or {}).get(MESSAGE, ""),
        data=message.data,
        attempt=message.metadata.num_delivered or 1,
        receipt=message,
    )


def _message(delivery: Delivery) -> Msg:
    assert isinstance(delivery.receipt, Msg)
    return delivery.receipt
