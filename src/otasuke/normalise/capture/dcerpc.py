"""DCE/RPC, over TCP or a named pipe: which interface is bound, and which of its operations is called.

Source: C706 (The Open Group), chapter 12; the names of interfaces and operations: the [MS-…] specifications.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.interfaces import name_of

_REQUEST, _BIND, _ALTER = 0, 11, 14
_NAMES = {_BIND: "BIND", _ALTER: "ALTER_CONTEXT"}
_FIRST_FRAGMENT = 1
_OBJECT = 0x80
_MOST_CONTEXTS = 64
_SHOWN = 1 << 12
"""Of a fragment so much is looked at."""


class Rpc:
    """The messages of a connection or pipe."""

    name = "dcerpc"

    def __init__(self) -> None:
        self._contexts: dict[int, dict[str, Any]] = {}
        self._buffer = {True: b"", False: b""}
        self._to_skip = {True: 0, False: 0}

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The calls in these bytes of a connection. Raises Malformed."""
        gone = min(self._to_skip[to_server], len(data))
        self._to_skip[to_server] -= gone
        buffer, found, at = self._buffer[to_server] + data[gone:], [], 0
        while len(buffer) - at >= 16:
            length = _length(buffer, at)
            if len(buffer) - at < min(length, _SHOWN):
                break
            found += self.message(buffer[at : at + min(length, _SHOWN)])
            self._to_skip[to_server] = max(0, at + length - len(buffer))
            at += length
        self._buffer[to_server] = buffer[at:]
        return [{"dcerpc": one} for one in found]

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here: what follows is taken for a beginning."""
        self._buffer[to_server], self._to_skip[to_server] = b"", 0

    def end(self) -> list[dict[str, Any]]:
        """Calls are told at once."""
        return []

    def message(self, data: bytes) -> list[dict[str, Any]]:
        """The bindings and calls of a fragment, as Suricata writes them. Raises Malformed."""
        if len(data) < 16 or data[0] != 5:
            return []
        kind, flags = data[2], data[3]
        cursor = _Ordered(data, 12, is_little=bool(data[4] & 0x10))
        call = cursor.number(4)
        if kind in {_BIND, _ALTER}:
            bound = self._bind(cursor)
            return [{"rpc_version": "5.0", "call_id": call, "request": _NAMES[kind], "interfaces": bound}]
        if kind == _REQUEST and flags & _FIRST_FRAGMENT:
            return [{"rpc_version": "5.0", "call_id": call, "request": "REQUEST"} | self._call(cursor, flags)]
        return []

    def _bind(self, cursor: _Ordered) -> list[dict[str, Any]]:
        cursor.skip(8)
        count = cursor.number(1)
        cursor.skip(3)
        found = []
        for _ in range(min(count, _MOST_CONTEXTS)):
            number, syntaxes = cursor.number(2), cursor.number(1)
            cursor.skip(1)
            uuid, version = str(_uuid(cursor)), cursor.number(4)
            cursor.skip(20 * syntaxes)
            one: dict[str, Any] = {"uuid": uuid, "version": f"{version & 0xFFFF}.{version >> 16}"}
            service, _ = name_of(uuid, None)
            one |= {"service": service} if service else {}
            if len(self._contexts) < _MOST_CONTEXTS or number in self._contexts:
                self._contexts[number] = one
            found.append(one)
        return found

    def _call(self, cursor: _Ordered, flags: int) -> dict[str, Any]:
        size, context, operation = cursor.number(4), cursor.number(2), cursor.number(2)
        if flags & _OBJECT:
            cursor.skip(16)
        body: dict[str, Any] = {"req": {"opnum": operation, "stub_data_size": size}}
        if bound := self._contexts.get(context):
            _, procedure = name_of(bound["uuid"], operation)
            body["interfaces"] = [bound | ({"procedure": procedure} if procedure else {})]
        return body


class _Ordered(Cursor):
    """A cursor that knows the sender's order of bytes."""

    __slots__ = ("is_little",)

    def __init__(self, data: bytes, at: int, *, is_little: bool) -> None:
        super().__init__(data, at)
        self.is_little = is_little

    def number(self, count: int) -> int:
        return self.little(count) if self.is_little else super().number(count)


def _length(buffer: bytes, at: int) -> int:
    length = int.from_bytes(buffer[at + 8 : at + 10], "little" if buffer[at + 4] & 0x10 else "big")
    if buffer[at] not in {4, 5} or length < 16:
        raise Malformed("this is no fragment of DCE/RPC")
    return length


def _uuid(cursor: _Ordered) -> UUID:
    data = cursor.take(16)
    return UUID(bytes_le=data) if cursor.is_little else UUID(bytes=data)
