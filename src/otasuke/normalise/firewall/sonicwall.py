"""SonicWall: `id=firewall sn=… time="…" fw=… pri=… c=… m=… msg="…" src=ip:port:zone dst=ip:port:zone proto=…`.

Source: SonicOS log events reference guide (syslog tags).
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import firewall, known, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_IS_SONICWALL = re.compile(r"\bid=\w{1,32} (?:sn=|time=|fw=)")
_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9.]{7,15})(?::(\d{1,5}))?(?::([^:]{0,64}))?(?::(.{0,256}))?\Z")
_BLOCKED = re.compile(r"\b(?:dropped|drop|denied|blocked|rejected|detected and blocked)\b", re.IGNORECASE)
_METHODS = {"0": "NO OPERATION", "1": "GET", "2": "POST", "3": "HEAD", "4": "PUT", "5": "CONNECT"}


def read(message: Message) -> Reading | None:
    """A SonicWall line; None if it does not open with the id, serial number and time of SonicOS."""
    if not _IS_SONICWALL.search(message.text[:256]):
        return None
    fields = pairs(message.text)
    _split_address(fields, "src")
    _split_address(fields, "dst")
    protocol, _, service = text(fields, "proto").partition("/")
    fields.update({"protocol": protocol, "service": service})
    with_traffic_fields(fields)
    _set_blocked(fields)
    logsources = _classified(fields)
    return Reading(
        fields, logsources, parse_time(text(fields, "time"), message.zone), text(fields, "fw") or text(fields, "sn")
    )


def _split_address(fields: dict[str, Value], side: str) -> None:
    """`src=192.168.1.5:51000:X0` is address, port and interface; `src` itself stays as sent."""
    found = _ADDRESS.match(text(fields, side))
    if found is None:
        return
    fields[f"{side}_ip"] = found[1].strip("[]")
    if found[2]:
        fields[f"{side}_port"] = found[2]
    if found[3]:
        fields[f"{side}_zone"] = found[3]


def _set_blocked(fields: dict[str, Value]) -> None:
    if "blocked" not in fields and "dst_ip" in fields:
        blocked = bool(_BLOCKED.search(text(fields, "msg")))
        fields["blocked"] = "true" if blocked else "false"
        fields.setdefault("action", "deny" if blocked else "accept")


def _classified(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    if "dst_ip" not in fields:
        return (LogSource(product="sonicwall", service="event"),)
    if "arg" not in fields and "dstname" not in fields:
        return (firewall("sonicwall"),)
    operation = text(fields, "op")
    request = Request(
        method=_METHODS.get(operation, operation) or None,
        target=known(fields, "arg"),
        host=known(fields, "dstname"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )
    fields.update(request_fields(request))
    if text(fields, "result"):
        fields["sc-status"] = text(fields, "result")
    return firewall("sonicwall"), LogSource(product="sonicwall", category="proxy")


SOURCE = line_source("firewall.sonicwall", read, marks=(b"id=",))
