"""The ways in by which canaries are sent: as a sensor outside would, through the real doors."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha512
from ipaddress import ip_address
from pathlib import Path
from secrets import token_bytes
from typing import Any

import msgpack

from otasuke.config import Doors, Listen
from otasuke.pipeline.gateway.sockets.fluent_handshake import SHARED_KEY
from otasuke.pipeline.gateway.sockets.listener import address_of
from otasuke.pipeline.health.canary import Canary

ANSWERS_WITHIN_S = 10.0
_LARGEST_ANSWER_BYTES = 1 << 16
_NAME = b"otasuke-canary"
CANARY_ADDRESS = "127.67.78.82"
"""From here canaries come by IPv4, whatever address of this machine the door has: no other sender comes from there."""

Send = Callable[[Canary], Awaitable[None]]


class NotTaken(RuntimeError):
    """A door did not take a canary. status: of an HTTP answer, 0 where there was none."""

    def __init__(self, words: str, *, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


def ways(doors: Doors, token: str) -> dict[str, Send]:
    """How to send a canary on each path that is open, by the path's name.

    doors  with the ports that they really have.
    token  a credential of the tenant of canaries. The doors for syslog know them by `source_of` the door.
    Sending raises NotTaken, OSError, TimeoutError; that it does not, is no proof of anything for UDP.
    """
    tls = trusting(doors.certificate[0]) if doors.certificate else None
    found: dict[str, Send] = {}
    if http := doors.http:
        found["http_bulk"] = lambda canary: send_bulk(http, token, canary, tls=tls)
        found["http_lines"] = lambda canary: send_lines(http, token, canary, tls=tls)
    if syslog := doors.syslog:
        found["syslog_tcp"] = lambda canary: send_syslog(syslog, canary)
        found["syslog_udp"] = lambda canary: send_datagram(syslog, canary)
    if (syslog_tls := doors.syslog_tls) and tls:
        found["syslog_tls"] = lambda canary: send_syslog(syslog_tls, canary, tls=tls)
    if fluent := doors.fluent:
        found["fluent"] = lambda canary: send_fluent(fluent, token, canary, tls=tls)
    return found


def canary_address(listen: Listen) -> str:
    """The address to which a canary for this door goes: the door's own, or loopback."""
    address = ip_address(listen.host)
    if not address.is_unspecified:
        return listen.host
    return "127.0.0.1" if address.version == 4 else "::1"


def source_of(listen: Listen) -> str:
    """The address from which a canary comes to this door, as the door sees it."""
    chosen = _chosen_source(listen)
    return chosen[0] if chosen else address_of(canary_address(listen))


def _chosen_source(listen: Listen) -> tuple[str, int] | None:
    """The address to send from; None where the system chooses, and takes the door's own.

    Linux lets all of 127.0.0.0/8 be chosen, and hands what comes from there over to any IPv4 address of the machine itself.
    """
    is_ipv4 = ip_address(canary_address(listen)).version == 4
    return (CANARY_ADDRESS, 0) if is_ipv4 and sys.platform == "linux" else None


def trusting(certificate: Path) -> ssl.SSLContext:
    """TLS with whoever has this certificate of our own, under whatever name we reach it. Raises OSError."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


async def send_lines(listen: Listen, token: str, canary: Canary, *, tls: ssl.SSLContext | None = None) -> None:
    """To the door for plain lines."""
    await _post(listen, "/v1/events", token, json.dumps(canary.document()), tls=tls)


async def send_bulk(listen: Listen, token: str, canary: Canary, *, tls: ssl.SSLContext | None = None) -> None:
    """To the bulk API of Elasticsearch."""
    body = f'{{"create": {{}}}}\n{json.dumps(canary.document())}\n'
    answer = await _post(listen, "/otasuke-canary/_bulk", token, body, tls=tls)
    try:
        errors = json.loads(answer)["errors"]
    except (ValueError, TypeError, KeyError) as error:
        raise NotTaken("the answer is none of the bulk API", status=200) from error
    if errors is not False:
        raise NotTaken("the bulk API refused the item", status=200)


async def send_syslog(listen: Listen, canary: Canary, *, tls: ssl.SSLContext | None = None) -> None:
    """By syslog over TCP, counted octets (RFC 6587, RFC 5425)."""
    message = canary.syslog()
    async with _connected(listen, tls) as (_, writer):
        writer.write(b"%d %s" % (len(message), message))
        await writer.drain()


async def send_datagram(listen: Listen, canary: Canary) -> None:
    """By syslog over UDP."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol,
        remote_addr=(canary_address(listen), listen.port),
        local_addr=_chosen_source(listen),
    )
    transport.sendto(canary.syslog())
    transport.close()


async def send_fluent(listen: Listen, token: str, canary: Canary, *, tls: ssl.SSLContext | None = None) -> None:
    """By Fluent Forward: handshake, one record, acknowledgement."""
    async with _connected(listen, tls) as (reader, writer):
        answers = _unpacked(reader)
        writer.write(_ping(token, await anext(answers)))
        pong = await anext(answers)
        if not (isinstance(pong, list) and pong[:2] == ["PONG", True]):
            raise NotTaken("the handshake was refused")
        at = int(canary.at.timestamp())
        writer.write(_packed(["otasuke.canary", at, canary.document(), {"chunk": canary.nonce}]))
        if await anext(answers) != {"ack": canary.nonce}:
            raise NotTaken("the answer is no acknowledgement")


def _ping(token: str, helo: object) -> bytes:
    options = helo[1] if isinstance(helo, list) and len(helo) == 2 and helo[0] == "HELO" else None
    nonce = options.get("nonce") if isinstance(options, dict) else None
    if not isinstance(nonce, str | bytes):
        raise NotTaken("the door does not begin with HELO")
    salt = token_bytes(16)
    nonce = nonce.encode() if isinstance(nonce, str) else nonce
    digest = sha512(salt + _NAME + nonce + SHARED_KEY).hexdigest()
    return _packed(["PING", _NAME.decode(), salt, digest, token, ""])


async def _unpacked(reader: asyncio.StreamReader) -> AsyncIterator[Any]:
    """The objects that come. Raises NotTaken at the end of them."""
    unpacker = msgpack.Unpacker(max_buffer_size=_LARGEST_ANSWER_BYTES)
    while data := await reader.read(4096):
        try:
            unpacker.feed(data)
            for found in unpacker:
                yield found
        except (ValueError, msgpack.UnpackException) as error:
            raise NotTaken("the answer is no Fluent Forward") from error
    raise NotTaken("the door closed the connection")


def _packed(message: object) -> bytes:
    return bytes(msgpack.packb(message))


async def _post(listen: Listen, path: str, token: str, body: str, *, tls: ssl.SSLContext | None) -> bytes:
    """The body of the answer. Raises NotTaken for another status than 200."""
    head = (
        f"POST {path} HTTP/1.0",  # so that the answer does not come in chunks
        f"Host: {listen}",
        f"Authorization: Bearer {token}",
        "Content-Type: application/x-ndjson",
        f"Content-Length: {len(body.encode())}",
    )
    async with _connected(listen, tls) as (reader, writer):
        writer.write("\r\n".join((*head, "", body)).encode())
        answer = await _read_all(reader)
    status = int(answer[9:12]) if answer.startswith(b"HTTP/1.") and answer[9:12].isdigit() else 0
    if status != 200:
        raise NotTaken(f"the door answers {status}" if status else "the answer is no HTTP", status=status)
    return answer.partition(b"\r\n\r\n")[2]


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    answer = bytearray()
    while len(answer) < _LARGEST_ANSWER_BYTES and (data := await reader.read(4096)):
        answer += data
    return bytes(answer)


@asynccontextmanager
async def _connected(
    listen: Listen, tls: ssl.SSLContext | None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a door, for ANSWERS_WITHIN_S at most."""
    async with asyncio.timeout(ANSWERS_WITHIN_S):
        reader, writer = await asyncio.open_connection(
            canary_address(listen), listen.port, ssl=tls, local_addr=_chosen_source(listen)
        )
        try:
            yield reader, writer
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
