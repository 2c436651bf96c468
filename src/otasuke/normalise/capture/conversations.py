"""Which protocol a connection speaks, by its first bytes."""

from __future__ import annotations

from typing import Any, Protocol

from otasuke.normalise.capture.dcerpc import Rpc
from otasuke.normalise.capture.dhcp import dhcp_message
from otasuke.normalise.capture.dns import dns_message
from otasuke.normalise.capture.http import METHODS, Http
from otasuke.normalise.capture.kerberos import Kerberos
from otasuke.normalise.capture.netbios import datagram, name_message
from otasuke.normalise.capture.plain_talk import Smtp, Ssh
from otasuke.normalise.capture.smb import Smb
from otasuke.normalise.capture.tls import Tls


class Conversation(Protocol):
    """One connection's protocol: bytes in, records of Suricata's manner out."""

    @property
    def name(self) -> str:
        """What Suricata calls it."""

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """More bytes of one direction, in order. Raises Malformed."""

    def lose(self, *, to_server: bool) -> None:
        """Bytes of a direction are missing before the next ones."""

    def end(self) -> list[dict[str, Any]]:
        """What is left to tell when the connection ends."""


class DnsOverTcp:
    """Questions about names over TCP: each has its length before it."""

    name = "dns"

    def __init__(self) -> None:
        self._buffer = {True: b"", False: b""}

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The messages in these bytes. Raises Malformed."""
        buffer, found = self._buffer[to_server] + data, []
        while len(buffer) >= 2 and len(buffer) >= 2 + (size := int.from_bytes(buffer[:2], "big")):
            if size:
                found.append({"dns": dns_message(buffer[2 : 2 + size])})
            buffer = buffer[2 + size :]
        self._buffer[to_server] = buffer
        return found

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here: what follows is taken for a beginning."""
        self._buffer[to_server] = b""

    def end(self) -> list[dict[str, Any]]:
        """Messages are told at once."""
        return []


def conversation_for(data: bytes, *, server_port: int, to_server: bool) -> Conversation | None:
    """What begins with these bytes over TCP; None if it is nothing that is read."""
    if data[:1] == b"\x16" and data[1:2] == b"\x03":
        return Tls()
    if data.startswith(METHODS if to_server else (b"HTTP/1.",)):
        return Http()
    if data[4:8] in {b"\xfeSMB", b"\xffSMB"} or (data[:1] == b"\x81" and server_port == 139):
        return Smb()
    if (
        data[:1] == b"\x05"
        and data[1:2] in {b"\x00", b"\x01"}
        and data[2:3] in {b"\x0b", b"\x0e", b"\x00"}
        and len(data) >= 16
    ):
        return Rpc()
    if data.startswith(b"SSH-"):
        return Ssh()
    if server_port == 88:
        return Kerberos(is_stream=True)
    if server_port == 53:
        return DnsOverTcp()
    if server_port in {25, 587} and (data[:3].isdigit() or data[:4].upper() in {b"EHLO", b"HELO"}):
        return Smtp()
    return None


def message_of(data: bytes, ports: tuple[int, int]) -> list[dict[str, Any]]:
    """What a datagram says that stands alone. Raises Malformed."""
    if 53 in ports:
        return [{"dns": dns_message(data)}]
    if 5353 in ports:
        return [{"mdns": dns_message(data)}]
    if 5355 in ports:
        return [{"llmnr": dns_message(data)}]
    if 67 in ports:
        return [{"dhcp": dhcp_message(data)}]
    if 137 in ports:
        return [{"netbios": name_message(data)}]
    if 138 in ports and (said := datagram(data)) is not None:
        return [{"netbios": said}]
    return []
