"""One connection of a sender of Fluent Forward, whose name is known."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from hashlib import blake2b
from uuid import uuid4

import msgpack

from otasuke.enrol.senders import Sender
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Fault
from otasuke.pipeline.gateway.sockets.fluent_messages import Message, lines_of, message_of
from otasuke.pipeline.gateway.sockets.fluent_wire import BadForward, Reader, raw_bytes
from otasuke.pipeline.gateway.sockets.office import Identify, Office
from otasuke.pipeline.gateway.sockets.patience import Patience

_LARGEST_PARCEL_BYTES = 1 << 20
_GIVES_UP_AFTER_S = 60.0  # the sender asks again itself, on another connection
_ENOUGH_BYTES = 1 << 20


class FluentStream:
    """Reads messages, hands them over, and tells the sender which it need not send again.

    Messages for which the sender wants an answer are a parcel each, whose name is made of what was sent: sent again, it is the
    same parcel. The others are handed over together. Nothing is read meanwhile.
    """

    def __init__(self, office: Office, caller: Caller, *, identify: Identify, sender: Sender) -> None:
        self._office = office
        self._caller = caller
        self._identify = identify
        self._sender = sender
        self._reader = Reader()
        self._goes_on = True
        self._patience = Patience(office.limits)

    async def run(self) -> None:
        """Until the sender ends the connection, breaks a limit, or is refused for good."""
        while self._goes_on:
            if messages := await self._gather():
                await self._give(messages)

    async def _gather(self) -> list[Message]:
        """Messages that come one upon the other."""
        messages: list[Message] = []
        size = 0
        self._patience.handed_over()
        while self._goes_on and (size < _ENOUGH_BYTES or not messages):
            data = await self._caller.read(within_s=self._patience.seconds())
            if data is None and messages:
                break
            size += len(data or b"")
            new = self._messages(data)
            messages += new
            if any(message.chunk is not None for message in new):
                break  # the sender waits for our answer
            self._patience.read(ended=bool(new), waits=self._reader.waits)
        return messages

    def _messages(self, data: bytes | None) -> list[Message]:
        """Those before the first fault; behind it nothing can be trusted to be a message."""
        if not data:
            self._goes_on = False
            if self._reader.waits:
                self._complain(Fault.HALF_MESSAGE)
            return []
        messages: list[Message] = []
        try:
            # What was added before a fault stays.
            messages.extend(message for found in self._reader.feed(data) if (message := message_of(found)))
        except BadForward:
            self._broken()
        return messages

    async def _give(self, messages: list[Message]) -> None:
        sender = self._identify()
        if not sender:
            self._complain(Fault.NO_LONGER_KNOWN, times=len(messages) or 1)
            self._goes_on = False
            return
        self._sender = sender
        unnamed: list[bytes] = []
        for message in messages:
            try:
                lines = await _lines(message)
                if message.chunk is None:
                    unnamed += lines
                else:
                    await self._give_named(message, lines)
            except BadForward:
                self._broken()
            except Refused:
                self._goes_on = False
        if unnamed:
            await self._give_unnamed(unnamed)

    async def _give_named(self, message: Message, lines: list[bytes]) -> None:
        name = _name_of(self._sender, message, lines)
        for number, parcel in enumerate(_parcels(lines)):
            patience_s = _GIVES_UP_AFTER_S if self._goes_on else 0.0
            await self._office.handover.give(
                self._sender, parcel, batch=f"{name}-{number}", gives_up_after_s=patience_s
            )
        self._caller.writer.write(msgpack.packb({"ack": message.chunk}, unicode_errors="surrogateescape"))
        await asyncio.wait_for(self._caller.writer.drain(), self._office.limits.message_s)

    async def _give_unnamed(self, lines: list[bytes]) -> None:
        try:
            for parcel in _parcels(lines):
                await self._office.handover.give(self._sender, parcel, batch=uuid4().hex)
        except Refused:
            self._goes_on = False

    def _broken(self) -> None:
        self._complain(Fault.BAD_FORWARD)
        self._goes_on = False

    def _complain(self, fault: Fault, *, times: int = 1) -> None:
        self._office.complaints.about(fault, self._sender, address=self._caller.address, times=times)


async def _lines(message: Message) -> list[bytes]:
    lines: list[bytes] = []
    for some in lines_of(message):
        lines += some
        await asyncio.sleep(0)  # a large chunk takes a second; others are waiting
    return lines


def _parcels(lines: list[bytes]) -> Iterator[bytes]:
    """The lines in parcels of about the largest size; always cut at the same places."""
    parcel: list[bytes] = []
    size = 0
    for line in lines:
        if parcel and size + len(line) >= _LARGEST_PARCEL_BYTES:
            yield b"\n".join(parcel)
            parcel, size = [], 0
        parcel.append(line)
        size += len(line) + 1
    if parcel:
        yield b"\n".join(parcel)


def _name_of(sender: Sender, message: Message, lines: list[bytes]) -> str:
    """The content is part of the name: a sender that gives two chunks one name loses neither."""
    digest = blake2b(digest_size=16)
    for part in (sender.sensor.encode(), message.tag.encode(), raw_bytes(message.chunk) or b"", *lines):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return f"fluent-{digest.hexdigest()}"
