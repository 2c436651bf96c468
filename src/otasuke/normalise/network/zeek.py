"""Zeek logs as JSON, and what both of Zeek's formats share: services, log sources and Sigma names.

The log source is product `zeek` with the log's path (`dns`, `smb_files`) as the service, and Zeek's own field names,
as SigmaHQ's zeek rules use them. Logs that vendor-neutral rules can read get a category and copies under the
category's names:

- dns → category dns; http → categories proxy and webserver (a tap sees requests that leave and that arrive);
- conn → category firewall. Zeek only watches, so there is no `action` and rules that ask for one stay silent.

`c-uri`, `cs-uri`, `cs-uri-query` and `cs-uri-stem` all carry the request target as sent: Zeek does not split it.
Source: docs.zeek.org, "Zeek Log Formats and Inspection".
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, LogSource
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shape import Class, Keys, Shape
from otasuke.normalise.shaped import build_event

_NAME = "network.zeek"
_LONGEST_SERVICE = 64

_ENDPOINTS = {"src_ip": "id.orig_h", "src_port": "id.orig_p", "dst_ip": "id.resp_h", "dst_port": "id.resp_p"}
_HTTP = {
    **_ENDPOINTS,
    "c-uri": "uri",
    "cs-uri": "uri",
    "cs-uri-query": "uri",
    "cs-uri-stem": "uri",
    "cs-host": "host",
    "r-dns": "host",
    "cs-method": "method",
    "c-useragent": "user_agent",
    "cs-user-agent": "user_agent",
    "cs-referer": "referrer",
    "cs-username": "username",
    "sc-status": "status_code",
}
_DNS = {**_ENDPOINTS, "record_type": "qtype_name", "answer": "answers"}

_CLASSES = {
    "dns": Class((LogSource("zeek", "dns", "dns"),), _DNS),
    "http": Class((LogSource("zeek", "proxy", "http"), LogSource("zeek", "webserver", "http")), _HTTP),
    "conn": Class((LogSource("zeek", "firewall", "conn"),), _ENDPOINTS),
}

# Zeek writes no `_path` by itself; only shippers and the json-streaming-logs package add it. Without it a log is
# told by fields that no other log has.
_TELLTALES = {
    "dns": ("trans_id", "rcode_name", "qtype_name"),
    "conn": ("conn_state",),
    "http": ("trans_depth", "status_code", "method"),
    "ssl": ("cert_chain_fps", "cert_chain_fuids", "ssl_history", "sni_matches_cert", "established"),
    "x509": ("certificate.serial", "certificate.subject"),
    "files": ("missing_bytes", "overflow_bytes"),
    "smb_mapping": ("share_type", "native_file_system"),
    "kerberos": ("request_type",),
    "rdp": ("security_protocol", "cookie", "keyboard_layout"),
    "smtp": ("mailfrom", "rcptto", "helo"),
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
    "sip": ("call_id", "request_path"),
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


def _classify(keys: Keys) -> Class:
    return class_of((keys[0] or "unknown")[:_LONGEST_SERVICE])


SHAPE = Shape(name=_NAME, keys=("_path",), classify=_classify, times=("ts",), sensors=("_system_name",))


def _looks_like_zeek(record: Mapping[str, object]) -> bool:
    return "ts" in record and ("uid" in record or "id.orig_h" in record or "_path" in record or "fuid" in record)


def _recognises_with_path(record: JsonObject) -> bool:
    return isinstance(record.get("_path"), str) and _looks_like_zeek(record)


def _recognises_without_path(record: JsonObject) -> bool:
    return _looks_like_zeek(record) and service_of(record) is not None


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    return build_event(SHAPE, SHAPE.fields_of(record), class_of(service_of(record) or "unknown"), context, number)


ZEEK = JsonSource(name=_NAME, recognises=_recognises_with_path, to_event=_to_event, shape=SHAPE)
# Without `_path` no field names the class, so these records cannot be matched from a shape.
ZEEK_WITHOUT_PATH = JsonSource(name=_NAME, recognises=_recognises_without_path, to_event=_to_event)
