"""CEF: `CEF:0|Vendor|Product|Version|Signature|Name|Severity|key=value …`, from any vendor.

Source: ArcSight Common Event Format, revision 26 (escapes, extension dictionary).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from otasuke.events import Value
from otasuke.normalise.firewall.extension import network_logsources
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import collected
from otasuke.normalise.generic.traffic import NAMES, known, text, with_traffic_fields
from otasuke.normalise.times import parse_syslog_time, parse_time
from otasuke.normalise.web.taxonomy import Request

_START = re.compile(r"\bCEF: ?\d{1,2}\|")
_HEADER = ("DeviceVendor", "DeviceProduct", "DeviceVersion", "DeviceEventClassID", "Name", "Severity")
_HEADER_PART = re.compile(r"((?:[^|\\]++|\\.)*+)(?:\||\Z)", re.DOTALL)
_KEY = re.compile(r"(?:\A|(?<=\s))([A-Za-z_][\w.\-\[\]]{0,63})=", re.ASCII)
_ESCAPE = re.compile(r"\\([=|\\nr])")
_ESCAPED = {"n": "\n", "r": "\r"}
_LABEL = re.compile(r"(?:c[sn]|cfp|c6a|flexString|flexNumber|deviceCustomDate|flexDate)[A-Za-z]{0,12}\d{0,2}Label\Z")


def read(message: Message) -> Reading | None:
    """A CEF record; None without a `CEF:` header of seven parts."""
    start = _START.search(message.line[:4096])
    if start is None:
        return None
    header, position = _header(message.line, start.end())
    if len(header) < len(_HEADER):
        return None
    fields = extension(message.line[position:]) | header
    _name_custom_fields(fields)
    fields.setdefault("msg", text(fields, "Name"))
    with_traffic_fields(fields, NAMES)
    logsources = network_logsources(
        fields, text(fields, "DeviceVendor"), text(fields, "DeviceProduct"), _request(fields)
    )
    return Reading(fields, logsources, _time(fields, message), text(fields, "dvchost") or text(fields, "dvc"))


def _header(line: str, position: int) -> tuple[dict[str, Value], int]:
    """The header's parts by name, and where the extension starts; too few parts if the line ends before."""
    header: dict[str, Value] = {}
    for name in _HEADER:
        part = _HEADER_PART.match(line, position)
        if part is None or position >= len(line):
            break
        header[name], position = _unescaped(part[1]), part.end()
    return header, position


def extension(line: str) -> dict[str, Value]:
    """The pairs of an extension; a value goes on, over spaces, up to the next key."""
    keys = list(_KEY.finditer(line))
    ends = [*(key.start() for key in keys), len(line)][1:]
    return collected((key[1], _unescaped(line[key.end() : end].strip())) for key, end in zip(keys, ends, strict=True))


def _name_custom_fields(fields: dict[str, Value]) -> None:
    """`cs1=x cs1Label=Threat Name` also gives the field `Threat Name`."""
    for name in [name for name in fields if name.endswith("Label") and _LABEL.match(name)]:
        custom = fields.get(name.removesuffix("Label"))
        if custom is not None:
            fields.setdefault(text(fields, name), custom)


def _request(fields: Mapping[str, Value]) -> Request:
    return Request(
        method=known(fields, "requestMethod"),
        target=known(fields, "request"),
        host=known(fields, "dhost"),
        user_agent=known(fields, "requestClientApplication"),
        referer=known(fields, "requestContext"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )


def _time(fields: Mapping[str, Value], message: Message) -> datetime | None:
    """`rt`, `start` or `end`: an epoch in milliseconds or `Oct 12 2024 13:14:15`."""
    stamp = text(fields, "rt") or text(fields, "start") or text(fields, "end")
    return parse_time(stamp, message.zone) or parse_syslog_time(stamp, message.now, message.zone)


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), value) if "\\" in value else value


SOURCE = line_source("firewall.cef", read, marks=(b"CEF:",))
