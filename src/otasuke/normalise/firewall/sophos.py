"""Sophos Firewall (SFOS, `device="SFW"` …) and Sophos UTM (`id="2001" … sub="packetfilter"`).

Source: Sophos Firewall syslog guide (log types and components), Sophos UTM log file reference.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import NAMES, firewall, known, present, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_SFOS = re.compile(r"\blog_type=")
_UTM_HEADER = re.compile(r"(\d{4}):(\d\d):(\d\d)-(\d\d:\d\d:\d\d) (\S{1,255}) ")
_UTM = re.compile(r'\bid="\d{4}" severity="')
_NAMES = {**NAMES, "action": ("action", "log_subtype", "status", "fw_rule_action"), "msg": ("msg", "message", "name")}
_PROXY_TYPES = frozenset({"Content Filtering", "Web Filter", "WAF"})
_VIRUS = {"Signature": "virus", "Filename": "filename"}


def read(message: Message) -> Reading | None:
    """A line of either product; None for other text."""
    if _SFOS.search(message.text) and "device" in message.text:
        return _sfos(pairs(message.text), message.zone)
    if _UTM.search(message.text):
        return _utm(message)
    return None


def _sfos(fields: dict[str, Value], zone: tzinfo) -> Reading | None:
    if "log_type" not in fields:
        return None
    with_traffic_fields(fields, _NAMES)
    kind = text(fields, "log_type")
    own = LogSource(product="sophos", service=kind.lower().replace(" ", "_"))
    logsources: tuple[LogSource, ...] = (own,)
    if kind == "Firewall":
        logsources = (firewall("sophos", "firewall"),)
    elif kind in _PROXY_TYPES:
        logsources = own, _proxy(fields, method="http_method", user_agent="user_agent")
    elif "virus" in fields:
        fields.update(present(fields, _VIRUS))
        logsources = own, LogSource(product="sophos", category="antivirus")
    return Reading(fields, logsources, _time(fields, zone), text(fields, "device_name") or text(fields, "device_id"))


def _utm(message: Message) -> Reading:
    """UTM's own files open with `2024:03:29-15:00:50 host`; forwarded lines have a syslog header instead."""
    fields = with_traffic_fields(pairs(message.text), _NAMES)
    header = _UTM_HEADER.match(message.text)
    time = parse_time(f"{header[1]}-{header[2]}-{header[3]} {header[4]}", message.zone) if header else None
    return Reading(fields, _utm_logsources(fields), time, header[5] if header else "")


def _utm_logsources(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    part = text(fields, "sub")
    own = LogSource(product="sophos", service=part or "utm")
    if part == "packetfilter":
        return (firewall("sophos", part),)
    if part == "http":
        return own, _proxy(fields, method="method", user_agent="ua")
    return (own,)


def _proxy(fields: dict[str, Value], *, method: str, user_agent: str) -> LogSource:
    request = Request(
        method=known(fields, method),
        target=known(fields, "url"),
        host=known(fields, "domain"),
        user_agent=known(fields, user_agent),
        referer=known(fields, "referer"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )
    fields.update(request_fields(request))
    fields.update(present(fields, {"sc-status": "statuscode"}) or present(fields, {"sc-status": "status_code"}))
    return LogSource(product="sophos", category="proxy")


def _time(fields: dict[str, Value], zone: tzinfo) -> datetime | None:
    """`timestamp` carries its offset; the older date and time leave their zone to `timezone`, as letters."""
    stamp = text(fields, "timestamp")
    if stamp:
        return parse_time(stamp, zone)
    local = f"{text(fields, 'date')} {text(fields, 'time')}"
    return parse_time(f"{local} {text(fields, 'timezone')}", zone) or parse_time(local, zone)


SOURCE = line_source("firewall.sophos", read, marks=(b"log_type=", b'" severity="'))
