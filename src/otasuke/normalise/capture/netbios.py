"""What Windows computers and printers call themselves in NetBIOS: names (port 137) and announcements (port 138).

Suricata does not write it; the record is our own, in Suricata's manner.
Source: RFC 1002; [MS-BRWS] 2.2.1 for the announcements.
"""

from __future__ import annotations

from typing import Any

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.dns import name_at
from otasuke.normalise.capture.frames import address

_KINDS = {0: "query", 5: "registration", 6: "release", 7: "wack", 8: "refresh"}
_RESPONSE = 0x8000
_GROUP = 0x8000
_MAILSLOT = b"\\MAILSLOT\\BROWSE\0"
_ANNOUNCEMENTS = {1: "announcement", 15: "announcement", 12: "domain_announcement"}
_ENCODED = 32
_MOST_RECORDS = 16


def name_message(data: bytes) -> dict[str, Any]:
    """A message about names. Raises Malformed."""
    cursor = Cursor(data)
    number, flags, questions, answers, _, additionals = (cursor.number(2) for _ in range(6))
    body: dict[str, Any] = {"id": number, "type": _KINDS.get(flags >> 11 & 15, "unknown")}
    body["is_response"] = bool(flags & _RESPONSE)
    if questions:
        body["name"], body["suffix"] = _name(name_at(cursor))
        cursor.skip(4)
    if (answers and not questions) or (additionals and questions):
        name, suffix = _name(name_at(cursor))
        kind = cursor.number(2)
        cursor.skip(6)
        value = cursor.within(cursor.number(2))
        body.setdefault("name", name)
        body.setdefault("suffix", suffix)
        if kind == 32 and value.left >= 6:
            body["is_group"] = bool(value.number(2) & _GROUP)
            body["address"] = address(value.take(4))
        elif kind == 33 and value.left:
            body["names"] = _status(value)
    return body


def _name(text: str) -> tuple[str, str]:
    """The name behind its encoding of two letters for each byte, and its last byte, which says what kind of name it is."""
    encoded = text.partition(".")[0]
    if len(encoded) != _ENCODED or not all("A" <= sign <= "P" for sign in encoded):
        raise Malformed("this is no NetBIOS name")
    plain = bytes((ord(a) - 65) << 4 | ord(b) - 65 for a, b in zip(encoded[::2], encoded[1::2], strict=True))
    return _readable(plain[:15]), f"{plain[15]:02x}"


def _readable(data: bytes) -> str:
    return data.rstrip(b" \0").decode("shift_jis", "backslashreplace")


def _status(value: Cursor) -> list[str]:
    """The names in the answer to "who are you"."""
    names = []
    for _ in range(min(value.number(1), _MOST_RECORDS)):
        names.append(_readable(value.take(15)))
        value.skip(3)
    return list(dict.fromkeys(names))


def datagram(data: bytes) -> dict[str, Any] | None:
    """An announcement of a computer; None if the datagram is something else. Raises Malformed."""
    cursor = Cursor(data)
    kind = cursor.number(1)
    if kind not in {0x10, 0x11, 0x12}:
        return None
    cursor.skip(13)
    name, suffix = _name(name_at(cursor))
    name_at(cursor)
    found = data.find(_MAILSLOT, cursor.at)
    if found < 0:
        return None
    cursor.at = found + len(_MAILSLOT)
    command = cursor.number(1)
    if command not in _ANNOUNCEMENTS:
        return {"type": "browser", "name": name, "suffix": suffix}
    cursor.skip(5)
    announced = _readable(cursor.take(16).partition(b"\0")[0])
    major, minor = cursor.number(1), cursor.number(1)
    cursor.skip(4)
    cursor.skip(4)
    comment = _readable(cursor.take(min(cursor.left, 43)).partition(b"\0")[0])
    body = {"type": _ANNOUNCEMENTS[command], "name": announced, "comment": comment}
    return body | ({"os_version": f"{major}.{minor}"} if command != 12 else {"master": name})
