"""Kerberos 5: tickets that are asked for and given.

Source: RFC 4120, section 5.
"""

from __future__ import annotations

from typing import Any

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.der import SEQUENCE, element, elements, fields, inside, rest

_KINDS = {10: "KRB_AS_REQ", 11: "KRB_AS_REP", 12: "KRB_TGS_REQ", 13: "KRB_TGS_REP", 30: "KRB_ERROR"}
_REQUESTS, _ANSWERS, _ERROR = frozenset((10, 12)), frozenset((11, 13)), 30
_APPLICATION = 0x60
_ENCRYPTIONS = {
    1: "des-cbc-crc", 3: "des-cbc-md5", 17: "aes128-cts-hmac-sha1-96", 18: "aes256-cts-hmac-sha1-96", 19: "aes128-cts-hmac-sha256-128",
    20: "aes256-cts-hmac-sha384-192", 23: "rc4-hmac", 24: "rc4-hmac-exp",
}  # fmt: skip
_WEAK = frozenset((1, 2, 3, 23, 24))
_ERRORS = {
    6: "KDC_ERR_C_PRINCIPAL_UNKNOWN", 7: "KDC_ERR_S_PRINCIPAL_UNKNOWN", 14: "KDC_ERR_ETYPE_NOSUPP", 18: "KDC_ERR_CLIENT_REVOKED",
    23: "KDC_ERR_KEY_EXPIRED", 24: "KDC_ERR_PREAUTH_FAILED", 25: "KDC_ERR_PREAUTH_REQUIRED", 37: "KRB_AP_ERR_SKEW",
    52: "KRB_ERR_RESPONSE_TOO_BIG",
}  # fmt: skip
_LONGEST = 1 << 16


class Kerberos:
    """A connection or an exchange of datagrams with a domain controller."""

    name = "krb5"

    def __init__(self, *, is_stream: bool = False) -> None:
        self._is_stream = is_stream
        self._buffer = {True: b"", False: b""}
        self._asked: dict[str, Any] = {}

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The answers in these bytes. Raises Malformed."""
        if not self._is_stream:
            return self._message(data)
        found: list[dict[str, Any]] = []
        cursor = Cursor(self._buffer[to_server] + data)
        while cursor.left >= 4:
            start, length = cursor.at, cursor.number(4)
            if length > _LONGEST:
                raise Malformed(f"a message of {length} bytes cannot be")
            if cursor.left < length:
                cursor.at = start
                break
            found += self._message(cursor.take(length))
        self._buffer[to_server] = cursor.data[cursor.at :]
        return found

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here: what follows is taken for a beginning."""
        self._buffer[to_server] = b""

    def end(self) -> list[dict[str, Any]]:
        """What was asked and not answered."""
        asked, self._asked = self._asked, {}
        return [{"krb5": asked}] if asked else []

    def _message(self, data: bytes) -> list[dict[str, Any]]:
        tag, content = element(Cursor(data))
        kind = tag & 0x1F
        if tag & 0xE0 != _APPLICATION or kind not in _KINDS:
            return []
        parts = fields(inside(content, SEQUENCE))
        if kind in _REQUESTS:
            self._asked = {"msg_type": _KINDS[kind]} | _request(parts)
            return []
        asked, self._asked = self._asked, {}
        if kind == _ERROR:
            code = _integer(parts.get(6))
            failed = {"failed_request": asked.pop("msg_type")} if asked else {}
            error = {"error_code": _ERRORS.get(code, str(code))}
            return [{"krb5": {"msg_type": "KRB_ERROR"} | asked | failed | error | _names(parts, realm=9, name=10)}]
        return [{"krb5": asked | {"msg_type": _KINDS[kind]} | _answer(parts)}]


def _request(parts: dict[int, Cursor]) -> dict[str, Any]:
    if 4 not in parts:
        return {}
    body = fields(inside(parts[4], SEQUENCE))
    found = _names(body, realm=2, name=3)
    if 1 in body:
        found["cname"] = _principal(body[1])
    return found


def _answer(parts: dict[int, Cursor]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if 4 in parts:
        found["cname"] = _principal(parts[4])
    if 5 in parts:
        ticket = fields(inside(element(parts[5])[1], SEQUENCE))  # within the ticket's own tag
        found |= _names(ticket, realm=1, name=2)
        if 3 in ticket:
            kind = _encryption(ticket[3])
            found |= {"ticket_encryption": _ENCRYPTIONS.get(kind, str(kind)), "ticket_weak_encryption": kind in _WEAK}
    if 6 in parts:
        kind = _encryption(parts[6])
        found |= {"encryption": _ENCRYPTIONS.get(kind, str(kind)), "weak_encryption": kind in _WEAK}
    return found


def _names(parts: dict[int, Cursor], *, realm: int, name: int) -> dict[str, Any]:
    found = {}
    if realm in parts:
        found["realm"] = _text(rest(inside(parts[realm], 0x1B)))
    if name in parts:
        found["sname"] = _principal(parts[name])
    return found


def _principal(cursor: Cursor) -> str:
    parts = fields(inside(cursor, SEQUENCE))
    if 1 not in parts:
        raise Malformed("a name has no parts")
    return "/".join(_text(rest(one)) for _, one in elements(inside(parts[1], SEQUENCE)))


def _encryption(cursor: Cursor) -> int:
    return _integer(fields(inside(cursor, SEQUENCE)).get(0))


def _integer(cursor: Cursor | None) -> int:
    return -1 if cursor is None else int.from_bytes(rest(inside(cursor, 0x02)), "big", signed=True)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
