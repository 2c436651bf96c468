"""Check Point Log Exporter: syslog (`[action:"Accept"; src:"…"; …]`) and `time=…|product=…|action=…` lines.

Its CEF and LEEF forms are read by those sources.
Source: Check Point sk122323 (Log Exporter), sk144192 (log fields).
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import collected, colon_pairs
from otasuke.normalise.generic.traffic import firewall, known, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_ANTIVIRUS = ("malware", "virus", "anti-bot", "threat emulation")
_SIGNATURES = ("protection_name", "malware_family", "signature")
_FILES = ("file_name", "dst_file_name", "resource")


def read(message: Message) -> Reading | None:
    """A Check Point line; None if it is neither form."""
    fields = _fields(message)
    if not fields or "product" not in fields:
        return None
    if "proto" in fields:
        fields["protocol"] = fields["proto"]
    if "service" in fields and text(fields, "service").isdigit():
        fields["dst_port"] = fields["service"]
    with_traffic_fields(fields)
    return Reading(
        fields, _classified(fields), _time(fields, message.zone), text(fields, "hostname") or text(fields, "origin")
    )


def _fields(message: Message) -> dict[str, Value]:
    if ':"' in message.text:
        return colon_pairs(message.text)
    if message.text.startswith("time=") and "|" in message.text:
        parts = (part.partition("=") for part in message.text.split("|"))
        return collected((key, value) for key, equals, value in parts if equals and key)
    return {}


def _classified(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    product = text(fields, "product").lower()
    own = firewall("checkpoint", "vpn-1" if "vpn-1" in product else None)
    if any(word in product for word in _ANTIVIRUS):
        fields["Signature"] = _first(fields, _SIGNATURES)
        fields["Filename"] = _first(fields, _FILES)
        return own, LogSource(product="checkpoint", category="antivirus")
    if "resource" not in fields:
        return (own,)
    request = Request(
        method=known(fields, "method"),
        target=known(fields, "resource"),
        user_agent=known(fields, "web_client_type"),
        client=known(fields, "src_ip"),
        user=known(fields, "user"),
    )
    fields.update(request_fields(request))
    return own, LogSource(product="checkpoint", category="proxy")


def _first(fields: dict[str, Value], names: tuple[str, ...]) -> str:
    return next((text(fields, name) for name in names if name in fields), "")


def _time(fields: dict[str, Value], zone: tzinfo) -> datetime | None:
    return parse_time(text(fields, "time"), zone)


SOURCE = line_source("firewall.check_point", read, marks=(b"product",))
