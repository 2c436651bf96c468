"""TLS: what both sides say before they begin to encrypt."""

from __future__ import annotations

from typing import Any

from otasuke.normalise.capture.certificates import certificate
from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.fingerprints import Hello, is_grease, ja3_string, ja3s_string, ja4, md5_of

_CHANGE, _ALERT, _HANDSHAKE, _DATA = 20, 21, 22, 23
_CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE, _SERVER_DONE = 1, 2, 11, 14
_SNI, _GROUPS, _FORMATS, _SIGNATURES, _ALPN, _VERSIONS = 0, 10, 11, 13, 16, 43
_LONGEST_RECORD = (1 << 14) + 2048
_LONGEST_HANDSHAKE = 1 << 16
_NAMES = {0x0300: "SSLv3", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}


class Tls:
    """A connection that begins with TLS. It is told once, when the handshake can be seen no further."""

    name = "tls"

    def __init__(self) -> None:
        self._records = {True: b"", False: b""}
        self._handshakes = {True: b"", False: b""}
        self._body: dict[str, Any] = {}
        self.is_done = False

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The connection, once it is known. Raises Malformed."""
        if self.is_done:
            return []
        cursor = Cursor(self._records[to_server] + data)
        while cursor.left >= 5:
            start = cursor.at
            kind, _, length = cursor.number(1), cursor.number(2), cursor.number(2)
            if length > _LONGEST_RECORD or not _CHANGE <= kind <= _DATA + 1:
                raise Malformed(f"a record of kind {kind} with {length} bytes cannot be")
            if cursor.left < length:
                cursor.at = start
                break
            record = cursor.take(length)
            if kind == _HANDSHAKE:
                self._handshake(record, to_server=to_server)
            elif not to_server and kind in {_CHANGE, _DATA, _ALERT} and self._body:
                self.is_done = True
            if self.is_done:
                return self.end()
        self._records[to_server] = cursor.data[cursor.at :]
        return []

    def lose(self, *, to_server: bool) -> None:  # noqa: ARG002  # as in other protocols
        """Bytes are missing here: nothing more can be understood."""
        self.is_done = True

    def end(self) -> list[dict[str, Any]]:
        """What is known of the connection, if it was not told."""
        self.is_done = True
        body, self._body = self._body, {}
        self._records = self._handshakes = {True: b"", False: b""}
        return [{"tls": body}] if body else []

    def _handshake(self, record: bytes, *, to_server: bool) -> None:
        data = self._handshakes[to_server] + record
        if len(data) > _LONGEST_HANDSHAKE:
            raise Malformed("a handshake has no end")
        cursor = Cursor(data)
        while cursor.left >= 4:
            start = cursor.at
            kind, length = cursor.number(1), cursor.number(3)
            if length > _LONGEST_HANDSHAKE:
                raise Malformed(f"a handshake of {length} bytes cannot be")
            if cursor.left < length:
                cursor.at = start
                break
            self._message(kind, cursor.within(length), to_server=to_server)
        self._handshakes[to_server] = data[cursor.at :]

    def _message(self, kind: int, cursor: Cursor, *, to_server: bool) -> None:
        if kind == _CLIENT_HELLO and to_server:
            self._body |= _client_hello(cursor)
        elif kind == _SERVER_HELLO and not to_server:
            self._body |= _server_hello(cursor)
        elif kind == _CERTIFICATE and not to_server and self._body.get("version") != _NAMES[0x0304]:
            self._body |= _certificates(cursor)
        elif kind == _SERVER_DONE and not to_server:
            self.is_done = True


def _client_hello(cursor: Cursor) -> dict[str, Any]:
    version = cursor.number(2)
    cursor.skip(32)
    cursor.skip(cursor.number(1))
    ciphers = _numbers(cursor.within(cursor.number(2)), 2)
    cursor.skip(cursor.number(1))
    extensions = _extensions(cursor)
    alpns = _alpns(extensions.get(_ALPN))
    hello = Hello(
        version=version,
        ciphers=ciphers,
        extensions=list(extensions),
        groups=_listed(extensions.get(_GROUPS), 2, 2),
        formats=_listed(extensions.get(_FORMATS), 1, 1),
        versions=_listed(extensions.get(_VERSIONS), 1, 2),
        signatures=_listed(extensions.get(_SIGNATURES), 2, 2),
        alpns=alpns,
    )
    ja3 = ja3_string(hello)
    body: dict[str, Any] = {"ja3": {"hash": md5_of(ja3), "string": ja3}, "ja4": ja4(hello)}
    body["version"] = _version(max([version, *(one for one in hello.versions if not is_grease(one))]))
    if name := _server_name(extensions.get(_SNI)):
        body["sni"] = name
    if alpns:
        body["client_alpns"] = [one.decode("ascii", "backslashreplace") for one in alpns]
    return body


def _server_hello(cursor: Cursor) -> dict[str, Any]:
    version = cursor.number(2)
    cursor.skip(32)
    cursor.skip(cursor.number(1))
    cipher = cursor.number(2)
    cursor.skip(1)
    extensions = _extensions(cursor)
    ja3s = ja3s_string(version, cipher, extensions)
    agreed = extensions.get(_VERSIONS, b"")
    body: dict[str, Any] = {"ja3s": {"hash": md5_of(ja3s), "string": ja3s}}
    return body | {"version": _version(int.from_bytes(agreed, "big") if len(agreed) == 2 else version)}


def _version(number: int) -> str:
    return _NAMES.get(number, f"0x{number:04x}")


def _certificates(cursor: Cursor) -> dict[str, Any]:
    chain = cursor.within(cursor.number(3))
    return certificate(chain.take(chain.number(3))) if chain.left else {}


def _extensions(cursor: Cursor) -> dict[int, bytes]:
    """The extensions by their number, in their order."""
    found: dict[int, bytes] = {}
    if not cursor.left:
        return found
    inner = cursor.within(cursor.number(2))
    while inner.left:
        kind = inner.number(2)
        found[kind] = inner.take(inner.number(2))
    return found


def _listed(data: bytes | None, size_bytes: int, each: int) -> list[int]:
    """The numbers of a list with its length before it."""
    if not data:
        return []
    cursor = Cursor(data)
    return _numbers(cursor.within(cursor.number(size_bytes)), each)


def _numbers(cursor: Cursor, each: int) -> list[int]:
    return [cursor.number(each) for _ in range(cursor.left // each)]


def _alpns(data: bytes | None) -> list[bytes]:
    if not data:
        return []
    cursor, found = Cursor(data, 2), []
    while cursor.left:
        found.append(cursor.take(cursor.number(1)))
    return found


def _server_name(data: bytes | None) -> str:
    if not data:
        return ""
    cursor = Cursor(data, 3)
    return cursor.take(cursor.number(2)).decode("utf-8", "backslashreplace")
