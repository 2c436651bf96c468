"""Zeek logs as JSON, and what both of Zeek's formats share: services, log sources and Sigma names.

The log source is product `zeek` with the log's path (`dns`, `smb_files`) as the service, and Zeek's own field names,
as SigmaHQ's zeek rules use them. Logs that vendor-neutral rules can read get a category and copies under the
category's names:

- dns → category dns; http → categories proxy and webserver (a tap sees requests that leave and that arrive);
- conn → category firewall. Zeek only watches, so there is no `action` and rules that ask for one stay silent.

What rules want of a request is made by `web.taxonomy`, as for web server and proxy logs. It cannot be copied from
Zeek's fields, and no container sets http records apart: Zeek's JSON is therefore not matched from its bytes.
Source: docs.zeek.org, "Zeek Log Formats and Inspection".
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import build_event
from otasuke.normalise.web.taxonomy import Request, request_fields

_NAME = "network.zeek"
_LONGEST_SERVICE = 64
UNKNOWN = "unknown"
"""The service of a record that does not say which log it is from."""

_ENDPOINTS = {"src_ip": "id.orig_h", "src_port": "id.orig_p", "dst_ip": "id.resp_h", "dst_port": "id.resp_p"}
_HTTP = {"sc-status": "status_code"}
_REQUEST = {
    "method": "method",
    "target": "uri",
    "host": "host",
    "user_agent": "user_agent",
    "referer": "referrer",
    "client": "id.orig_h",
    "user": "username",
}
_DNS = {**_ENDPOINTS, "record_type": "qtype_name", "answer": "answers"}

_CLASSES = {
    "dns": Class((LogSource("zeek", "dns", "dns"),), _DNS),
    "http": Class(
        (LogSource("zeek", "proxy", "http"), LogSource("zeek", "webserver", "http")), {**_ENDPOINTS, **_HTTP}
    ),
    "conn": Class((LogSource("zeek", "firewall", "conn"),), _ENDPOINTS),
}

# Fields of which every Zeek log has one.
_MARKS = ("id.orig_h", "id", "fuid", "fingerprint", "certificate.serial", "compile_ts", "software_type")
# Zeek writes no `_path` by itself; only shippers and the json-streaming-logs package add it. Without it a log is
# told by fields that no other log has.
_TELLTALES = {
    "dns": ("trans_id", "rcode_name", "qtype_name"),
    "conn": ("conn_state",),
    "sip": ("call_id", "request_path"),
    "smtp": ("mailfrom", "rcptto", "helo"),
    "http": ("trans_depth",),
    "ssl": ("cert_chain_fps", "cert_chain_fuids", "ssl_history", "sni_matches_cert", "established"),
    "x509": ("certificate.serial", "certificate.subject"),
    "files": ("missing_bytes", "overflow_bytes"),
    "smb_mapping": ("share_type", "native_file_system"),
    "kerberos": ("request_type",),
    "rdp": ("security_protocol", "cookie", "keyboard_layout"),
    "dhcp": ("assigned_addr", "lease_time", "msg_types"),
    "dce_rpc": ("endpoint", "named_pipe"),
    "ntlm": ("server_nb_computer_name", "ntlm_version", "domainname"),
    "pe": ("compile_ts", "is_exe"),
    "software": ("software_type", "unparsed_version"),
    "ssh": ("auth_attempts", "kex_alg", "host_key_alg"),
    "ftp": ("data_channel.passive", "reply_code"),
    "tunnel": ("tunnel_type",),
    "syslog": ("facility", "severity"),
    "intel": ("seen.indicator", "seen.where"),
    "notice": ("suppress_for", "note"),
    "weird": ("addl", "notice"),
    "snmp": ("display_string", "get_requests"),
    "socks": ("bound_p", "request_p"),
    "smb_files": ("prev_name", "times.modified"),
}


def service_of(record: JsonObject) -> str | None:
    """The log that a JSON record belongs to: its `_path`, or None if neither that nor telltale fields say."""
    path = record.get("_path")
    if isinstance(path, str) and path:
        return path[:_LONGEST_SERVICE]
    if str(record.get("action", "")).startswith("SMB::"):
        return "smb_files"
    return next((name for name, keys in _TELLTALES.items() if any(key in record for key in keys)), None)


def class_of(service: str) -> Class:
    """The log sources of a Zeek log, and the copies that vendor-neutral rules read."""
    return _CLASSES.get(service) or Class((LogSource("zeek", None, service),))


def zeek_event(shape: Shape, fields: dict[str, Value], service: str, context: Context, number: int) -> Event:
    """The event of one record in Zeek's own field names.

    fields  get the names that vendor-neutral rules read.
    """
    if service == "http":
        fields.update(_request_fields(fields))
    return build_event(shape, fields, class_of(service), context, number)


def _request_fields(fields: Mapping[str, Value]) -> dict[str, Value]:
    sent = {name: value for name, key in _REQUEST.items() if isinstance(value := fields.get(key), str)}
    return request_fields(Request(**sent))


SHAPE = Shape(
    name=_NAME,
    keys=("_path",),
    classify=lambda keys: class_of(keys[0] or UNKNOWN),
    times=("ts",),
    sensors=("_system_name",),
)


def _recognises(record: JsonObject) -> bool:
    if "ts" not in record:
        return False
    if isinstance(record.get("_path"), str):
        return True
    return any(name in record for name in _MARKS) and service_of(record) is not None


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    service = service_of(record) or UNKNOWN
    return zeek_event(SHAPE, SHAPE.fields_of(record), service, context, number)


ZEEK = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event)
