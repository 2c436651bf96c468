"""LEEF: `LEEF:1.0|Vendor|Product|Version|EventID|key=value⇥key=value`; version 2.0 names its delimiter.

Source: IBM QRadar, Log Event Extended Format version 2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from otasuke.events import Value
from otasuke.normalise.firewall.extension import network_logsources
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import collected
from otasuke.normalise.generic.traffic import NAMES, known, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request

_START = re.compile(r"\bLEEF: ?(\d)\.(\d)\|")
_HEADER = ("DeviceVendor", "DeviceProduct", "DeviceVersion", "EventID")
_HEX_DELIMITER = re.compile(r"(?:0?x|\\x)([0-9A-Fa-f]{1,4})\Z")


def read(message: Message) -> Reading | None:
    """A LEEF record; None without a `LEEF:` header of five parts."""
    start = _START.search(message.line[:4096])
    if start is None:
        return None
    parts = message.line[start.end() :].split("|", len(_HEADER))
    if len(parts) <= len(_HEADER):
        return None
    delimiter, attributes = _delimiter(parts[-1], version=start[1])
    pairs = (pair.partition("=") for pair in attributes.split(delimiter))
    fields = collected((key.strip(), value) for key, equals, value in pairs if equals and key.strip())
    fields.update(zip(_HEADER, parts, strict=False))
    with_traffic_fields(fields, NAMES)
    logsources = network_logsources(fields, parts[0], parts[1], _request(fields))
    return Reading(fields, logsources, parse_time(text(fields, "devTime"), message.zone), text(fields, "identHostName"))


def _delimiter(rest: str, *, version: str) -> tuple[str, str]:
    """The delimiter and the attributes: version 1 has the tab, version 2 may name a character or its code."""
    named, bar, attributes = rest.partition("|")
    if version == "1" or not bar or len(named) > 6:
        return ("\t", rest)
    if found := _HEX_DELIMITER.match(named):
        return chr(int(found[1], 16)), attributes
    return (named, attributes) if len(named) == 1 else ("\t", attributes if not named else rest)


def _request(fields: Mapping[str, Value]) -> Request:
    return Request(
        method=known(fields, "httpMethod") or known(fields, "method"),
        target=known(fields, "url"),
        host=known(fields, "dstHostName"),
        user_agent=known(fields, "userAgent"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )


SOURCE = line_source("firewall.leef", read, marks=(b"LEEF:",))
