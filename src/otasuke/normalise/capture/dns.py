"""Questions and answers about names: DNS, mDNS, LLMNR, and NetBIOS names, which are asked in the same form."""

from __future__ import annotations

from typing import Any

from otasuke.normalise.capture.cursor import Cursor, Malformed
from otasuke.normalise.capture.frames import address

_TYPES = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 28: "AAAA", 29: "LOC",
    32: "NB", 33: "SRV", 35: "NAPTR", 41: "OPT", 43: "DS", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 52: "TLSA", 64: "SVCB",
    65: "HTTPS", 99: "SPF", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR", 255: "ANY", 257: "CAA",
}  # fmt: skip
_RCODES = (
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE",
)  # fmt: skip
_MOST_RECORDS = 128
_MOST_LABELS = 128
_RESPONSE = 0x8000
_OPT = 41


def dns_message(data: bytes) -> dict[str, Any]:
    """A message as Suricata 8 writes it (version 3). Raises Malformed."""
    cursor = Cursor(data)
    number, flags, questions, answers, authorities, _ = (cursor.number(2) for _ in range(6))
    if questions > _MOST_RECORDS or answers > _MOST_RECORDS * 8:
        raise Malformed(f"{questions} questions and {answers} answers cannot be")
    body: dict[str, Any] = {
        "version": 3,
        "type": "response" if flags & _RESPONSE else "request",
        "id": number,
        "flags": f"{flags:x}",
        "opcode": flags >> 11 & 15,
        "rcode": _rcode(flags & 15),
        "queries": [_question(cursor) for _ in range(questions)],
    }
    if flags & 0x40:
        body["z"] = True
    found = [_record(cursor) for _ in range(min(answers, _MOST_RECORDS))]
    if found:
        body["answers"] = found
    if answers <= _MOST_RECORDS and flags & _RESPONSE and not found and authorities:
        body["authorities"] = [_record(cursor) for _ in range(min(authorities, _MOST_RECORDS))]
    return body


def _rcode(code: int) -> str:
    return _RCODES[code] if code < len(_RCODES) else f"RCODE{code}"


def _question(cursor: Cursor) -> dict[str, Any]:
    name, kind = name_at(cursor), cursor.number(2)
    cursor.skip(2)
    return {"rrname": name, "rrtype": _type(kind)}


def _type(kind: int) -> str:
    return _TYPES.get(kind, f"TYPE{kind}")


def _record(cursor: Cursor) -> dict[str, Any]:
    name, kind = name_at(cursor), cursor.number(2)
    cursor.skip(2)
    ttl = cursor.number(4)
    record: dict[str, Any] = {"rrname": name, "rrtype": _type(kind), "ttl": ttl}
    rdata = _rdata(kind, cursor.within(cursor.number(2)))
    if rdata:
        record["rdata"] = rdata
    return record


def _rdata(kind: int, cursor: Cursor) -> str:
    if kind in {1, 28} and cursor.left in {4, 16}:
        return address(cursor.take(cursor.left))
    if kind in {2, 5, 12}:
        return name_at(cursor)
    if kind == 15:
        cursor.skip(2)
        return name_at(cursor)
    if kind == 33:
        cursor.skip(6)
        return name_at(cursor)
    if kind in {16, 99}:
        parts = []
        while cursor.left:
            parts.append(_text(cursor.take(min(cursor.number(1), cursor.left))))
        return " ".join(parts)
    return ""


def name_at(cursor: Cursor) -> str:
    """The name here, without the dot at its end. A pointer may lead back in the message, and only back."""
    labels: list[str] = []
    place = cursor
    while True:
        size = place.number(1)
        if size == 0:
            return ".".join(labels)
        if size >= 0xC0:
            target = (size & 0x3F) << 8 | place.number(1)
            if target >= place.at - 2:
                raise Malformed("a name leads to itself")
            place = Cursor(cursor.data, target)
        elif size >= 0x40:
            raise Malformed("a name has a part of an unknown kind")
        else:
            labels.append(_text(place.take(size)))
        if len(labels) > _MOST_LABELS:
            raise Malformed("a name has too many parts")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
