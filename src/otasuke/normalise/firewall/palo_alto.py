"""Palo Alto PAN-OS: comma separated logs, by the field order of their type, and the GlobalProtect service's own log.

Source: PAN-OS 10.2 administrator's guide, "Syslog field descriptions" (names as in custom formats).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.traffic import NAMES, firewall, known, text, with_traffic_fields
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, request_fields

_HEAD = "future_use1 receive_time serial type subtype future_use2 time_generated "
_SESSION = (
    "src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset future_use3 sessionid "
    "repeatcnt sport dport natsport natdport flags proto action "
)
_GROUPS = "dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 vsys_name device_name "
_ORDER: Mapping[str, tuple[str, ...]] = {
    "TRAFFIC": tuple(
        (
            _HEAD + _SESSION + "bytes bytes_sent bytes_received packets start elapsed category future_use4 seqno "
            "actionflags srcloc dstloc future_use5 pkts_sent pkts_received session_end_reason "
            + _GROUPS
            + "action_source"
        ).split()
    ),
    "THREAT": tuple(
        (
            _HEAD + _SESSION + "misc threatid category severity direction seqno actionflags srcloc dstloc future_use4 "
            "contenttype pcap_id filedigest cloud url_idx user_agent filetype xff referer sender subject recipient reportid "
            + _GROUPS
            + "future_use5 src_uuid dst_uuid http_method"
        ).split()
    ),
    "SYSTEM": tuple(
        (
            _HEAD + "vsys eventid object future_use3 future_use4 module severity opaque seqno actionflags " + _GROUPS
        ).split()
    ),
    "CONFIG": tuple((_HEAD + "host vsys cmd admin client result path seqno actionflags " + _GROUPS).split()),
    "GLOBALPROTECT": tuple(
        (
            _HEAD + "vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6 "
            "private_ip private_ipv6 hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque "
            "status location login_duration connect_method error_code portal seqno actionflags"
        ).split()
    ),
}
_ORDER = {**_ORDER, "URL": _ORDER["THREAT"]}
_NAMES = {
    **NAMES,
    "user": ("srcuser", "admin"),
    "msg": ("opaque",),
    "src_ip": ("src", "public_ip"),
    "action": ("action", "cmd"),
}
_GLOBALPROTECT = LogSource(product="paloalto", category="appliance", service="globalprotect")
_TELEMETRY_FILE = LogSource(product="paloalto", category="file_event", service="globalprotect")
_TELEMETRY_PATH = re.compile(r"/opt/panlogs/tmp/device_telemetry/[^\r\n]{0,4096}")


def read(message: Message) -> Reading | None:
    """A PAN-OS line; None if its fourth column is no log type that we know."""
    kind = message.text[:256].split(",", 4)[3:4]
    if not kind or kind[0] not in _ORDER:
        return None
    columns = _columns(message.text)
    names = _ORDER[kind[0]]
    if columns is None or len(columns) < 10:
        return None
    fields: dict[str, Value] = {name: value for name, value in zip(names, columns, strict=False) if value}
    fields = {name: value for name, value in fields.items() if not name.startswith("future_use")}
    with_traffic_fields(fields, _NAMES)
    logsources = _classified(kind[0], fields)
    when = parse_time(text(fields, "time_generated") or text(fields, "receive_time"), message.zone)
    return Reading(fields, logsources, when, text(fields, "device_name"))


def _columns(line: str) -> list[str] | None:
    """The columns of one CSV line; None if it is broken."""
    try:
        return next(csv.reader([line.replace("\0", "")]), None)
    except csv.Error:
        return None


def _classified(kind: str, fields: dict[str, Value]) -> tuple[LogSource, ...]:
    """The log sources by type and subtype; the fields that their rules want are added."""
    if kind == "TRAFFIC":
        return (firewall("paloalto", "traffic"),)
    if kind in ("THREAT", "URL"):
        return _threat(fields)
    if kind == "GLOBALPROTECT" or "global" in text(fields, "subtype").lower():
        return _globalprotect(fields, text(fields, "opaque"))
    return (LogSource(product="paloalto", service=kind.lower()),)


def _threat(fields: dict[str, Value]) -> tuple[LogSource, ...]:
    own = LogSource(product="paloalto", service="threat")
    subtype = text(fields, "subtype")
    if subtype == "url":
        fields.update(request_fields(_request(fields)))
        return own, LogSource(product="paloalto", category="proxy")
    if subtype in ("virus", "wildfire-virus", "ml-virus", "spyware", "wildfire"):
        fields["Signature"] = text(fields, "threatid")
        fields["Filename"] = text(fields, "misc")
        return own, LogSource(product="paloalto", category="antivirus")
    return (own,)


def _request(fields: Mapping[str, Value]) -> Request:
    """PAN-OS writes URLs without a scheme."""
    url = text(fields, "misc")
    host, slash, path = url.partition("/")
    return Request(
        method=text(fields, "http_method").upper() or None,
        target=slash + path or "/",
        host=host,
        user_agent=known(fields, "user_agent"),
        referer=known(fields, "referer"),
        client=known(fields, "src"),
        user=known(fields, "srcuser"),
    )


def _globalprotect(fields: dict[str, Value], words: str) -> tuple[LogSource, ...]:
    found = _TELEMETRY_PATH.search(words)
    if found is None:
        return (_GLOBALPROTECT,)
    fields["TargetFilename"] = found[0]
    return _GLOBALPROTECT, _TELEMETRY_FILE


_SERVICE_SHAPE = Shape("firewall.palo_alto_gpsvc", (), lambda _: Class((_GLOBALPROTECT,)))


def recognises_service(record: JsonObject) -> bool:
    """A record of gpsvc.log, such as `{"level":"error","task":"1-2","time":"…","message":"failed to unmarshal …"}`."""
    return "task" in record and "level" in record and "message" in record and "time" in record


def service_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of a gpsvc.log record."""
    fields = _SERVICE_SHAPE.fields_of(record)
    logsources = _globalprotect(fields, text(fields, "message"))
    time = parse_time(text(fields, "time"))
    return Event(time, context.received_at, _SERVICE_SHAPE.name, context.sensor, logsources, fields, ordinal)


SOURCE = line_source("firewall.palo_alto", read, marks=tuple(f",{kind}".encode() for kind in _ORDER))
SERVICE_SOURCE = JsonSource(_SERVICE_SHAPE.name, recognises_service, service_event)
