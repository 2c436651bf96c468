"""X.509 certificates, as far as Suricata tells about them."""

from __future__ import annotations

from hashlib import sha1
from typing import Any

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.der import INTEGER, OID, SEQUENCE, SET, element, elements, inside, rest

_NAMES = {
    bytes((0x55, 4, 3)): "CN",
    bytes((0x55, 4, 6)): "C",
    bytes((0x55, 4, 7)): "L",
    bytes((0x55, 4, 8)): "ST",
    bytes((0x55, 4, 10)): "O",
    bytes((0x55, 4, 11)): "OU",
    bytes((0x55, 4, 5)): "serialNumber",
    bytes((0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1)): "emailAddress",
    bytes((9, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 100, 1, 25)): "DC",
}
_UTC_TIME, _GENERAL_TIME = 0x17, 0x18
_BMP = 0x1E


def certificate(data: bytes) -> dict[str, Any]:
    """What Suricata writes about a certificate. Raises Malformed."""
    outer = inside(Cursor(data), SEQUENCE)
    body = inside(outer, SEQUENCE)
    tag, content = element(body)
    if tag == 0xA0:
        tag, content = element(body)
    if tag != INTEGER:
        raise Malformed("a certificate has no serial number")
    serial = rest(content)
    inside(body, SEQUENCE)
    issuer = _name(inside(body, SEQUENCE))
    validity = inside(body, SEQUENCE)
    before, after = (_time(tag, rest(one)) for tag, one in (element(validity), element(validity)))
    return {
        "subject": _name(inside(body, SEQUENCE)),
        "issuerdn": issuer,
        "serial": serial.hex(":").upper(),
        "fingerprint": sha1(data, usedforsecurity=False).digest().hex(":"),
        "notbefore": before,
        "notafter": after,
    }


def _name(cursor: Cursor) -> str:
    parts = []
    for tag, group in elements(cursor):
        if tag != SET:
            raise Malformed("a name has an element that is no set")
        for _, pair in elements(group):
            kind = rest(inside(pair, OID))
            form, value = element(pair)
            text = rest(value).decode("utf-16-be" if form == _BMP else "utf-8", "backslashreplace")
            parts.append(f"{_NAMES.get(kind, kind.hex())}={text}")
    return ", ".join(parts)


def _time(tag: int, data: bytes) -> str:
    """A time as Suricata writes it: 2026-04-14T00:00:00."""
    text = data.decode("ascii", "replace")
    if tag == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif tag != _GENERAL_TIME:
        raise Malformed("a time has an unknown form")
    if len(text) < 14 or not (text[:14].isascii() and text[:14].isdigit()):
        raise Malformed("a time is none")
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}"
