"""Who is at the other end of a connection for Fluent Forward: known by certificate or address, or by a token in the handshake."""

from __future__ import annotations

import asyncio
from functools import partial

from otasuke.pipeline.gateway.sockets.caller import Caller
from otasuke.pipeline.gateway.sockets.complaints import Fault
from otasuke.pipeline.gateway.sockets.fluent_handshake import Handshake, Ping
from otasuke.pipeline.gateway.sockets.fluent_wire import BadForward, Reader
from otasuke.pipeline.gateway.sockets.office import Identify, Office

_SPEAKS_WITHIN_S = 2.0
_LARGEST_PING_BYTES = 16 << 10
_PING_BEGINS = b"\x96"  # a list of six; messages are lists of two to four


async def greet(office: Office, caller: Caller) -> Identify | None:
    """How to find out who the caller is, now and later; None if it is nobody, who has been told so.

    A sender that is set up for the handshake waits for our HELO, and one that is not speaks at once. So who is known
    by its address is given time to speak, and who is not known hears HELO.
    """
    is_known = office.who(caller) is not None
    if is_known and await _peek(caller, within_s=_SPEAKS_WITHIN_S) is not None:
        return partial(office.who, caller)
    handshake = Handshake()
    caller.writer.write(handshake.helo())
    if is_known and await _peek(caller, within_s=office.limits.idle_s) != _PING_BEGINS:
        return partial(office.who, caller)
    try:
        ping = await _ping(caller, handshake, within_s=office.limits.greeting_s)
    except BadForward:
        ping = None
    if ping:
        return _checked(office, caller, ping, handshake)
    office.turn_away(caller)
    return None


def _checked(office: Office, caller: Caller, ping: Ping, handshake: Handshake) -> Identify | None:
    identify = partial(office.senders.by_token, ping.token)
    fault = ping.fault or (None if identify() else "username must be the token of a sensor")
    caller.writer.write(handshake.pong(ping, fault=fault))
    if fault:
        office.complaints.about_stranger(Fault.BAD_LOGIN, caller.address)
    return None if fault else identify


async def _peek(caller: Caller, *, within_s: float) -> bytes | None:
    """The first byte that the caller says, without taking it; none at the end, None if it says nothing."""
    data = await caller.read(within_s=within_s)
    caller.unread(data or b"")
    return data if data is None else data[:1]


async def _ping(caller: Caller, handshake: Handshake, *, within_s: float) -> Ping | None:
    clock = asyncio.get_running_loop().time
    until = clock() + within_s
    reader = Reader(largest_bytes=_LARGEST_PING_BYTES)
    seen = bytearray()
    while data := await caller.read(within_s=max(until - clock(), 0.0)):
        seen += data
        for found in reader.feed(data):
            caller.unread(bytes(seen[reader.end_of_last :]))
            return handshake.ping_of(found)
    return None
