"""Suricata's EVE JSON, every event type of it.

The log source is product `suricata` with the event type as the service. Some event types also belong to a category
that vendor-neutral rules ask for:

- dns → category dns.
- http, http2 → categories proxy and webserver. A sensor sees requests that leave and requests that arrive; SigmaHQ's
  proxy rules describe the first, its webserver rules the second, and EVE does not say which one a request is.
- smtp, pop3 → category mail (what `linux.postfix` says of it).
- flow, netflow, drop → category firewall. A flow carries `action` only where Suricata runs inline.

What rules want of a request cannot be copied from EVE (parts of its target, the target behind its host name); records
with `http` are therefore beyond the shape, and read by `web.taxonomy` as web server and proxy logs are.
DNS questions and answers are read in all three versions of the format.
Source: the EVE JSON schema of Suricata 8 (etc/schema.json) and the chapter "Eve JSON Format" of its manual.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.shaped import build_event
from otasuke.normalise.web.taxonomy import Request, request_fields

_NAME = "network.suricata"
_CATEGORIES = {
    "dns": ("dns",),
    "http": ("proxy", "webserver"),
    "http2": ("proxy", "webserver"),
    "flow": ("firewall",),
    "netflow": ("firewall",),
    "drop": ("firewall",),
    "smtp": ("mail",),
    "pop3": ("mail",),
}
_RENAME = {
    "dst_ip": ("dest_ip",),
    "dst_port": ("dest_port",),
    "action": ("verdict.action", "drop.verdict.action", "alert.action", "flow.action"),
    "query": ("dns.queries.rrname", "dns.rrname", "dns.query.rrname", "dns.answer.rrname"),
    "record_type": ("dns.queries.rrtype", "dns.rrtype", "dns.query.rrtype", "dns.answer.rrtype"),
    "answer": ("dns.answers.rdata", "dns.rdata", "dns.answer.answers.rdata", "dns.grouped.TXT", "dns.grouped.A"),
    "rcode": ("dns.rcode", "dns.answer.rcode"),
    "r-dns": ("tls.sni", "quic.sni"),
    "c-useragent": ("quic.ua",),
    "cs-content-type": ("http.http_content_type",),
    "sc-status": ("http.status",),
    "ja3": ("tls.ja3.hash", "quic.ja3.hash"),
    "ja3s": ("tls.ja3s.hash", "quic.ja3s.hash"),
    "ja4": ("tls.ja4", "quic.ja4"),
    "signature": ("alert.signature",),
    "signature_id": ("alert.signature_id",),
    "header_from": ("email.from",),
    "mail_from": ("smtp.mail_from",),
    "mail_to": ("smtp.rcpt_to", "email.to"),
    "subject": ("email.subject",),
    "attachment": ("email.attachment",),
}
_REQUEST = {
    "method": "http_method",
    "target": "url",
    "host": "hostname",
    "user_agent": "http_user_agent",
    "referer": "http_refer",
}
_LONGEST_EVENT_TYPE = 64


def _recognises(record: JsonObject) -> bool:
    return isinstance(record.get("event_type"), str) and "timestamp" in record


def _classify(keys: Keys) -> Class:
    service = (keys[0] or "")[:_LONGEST_EVENT_TYPE]
    return Class(tuple(LogSource("suricata", category, service) for category in _CATEGORIES.get(service, (None,))))


SHAPE = Shape(
    name=_NAME,
    keys=("event_type",),
    classify=_classify,
    rename=_RENAME,
    times=("timestamp",),
    sensors=("host",),
    beyond=("http",),
)


def eve_event(shape: Shape, record: JsonObject, context: Context, number: int, *, kind: Class | None = None) -> Event:
    """The event of a record in EVE's form. kind: its class, where it is not the one of its event type."""
    fields = shape.fields_of(record)
    if isinstance(http := record.get("http"), Mapping):
        fields.update(_request_fields(http, fields))
    return build_event(shape, fields, kind or shape.class_of(fields), context, number)


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    return eve_event(SHAPE, record, context, number)


def _request_fields(http: Mapping[str, object], fields: Mapping[str, Value]) -> dict[str, Value]:
    sent = {name: value for name, key in _REQUEST.items() if isinstance(value := http.get(key), str)}
    client = fields.get("src_ip")
    return request_fields(Request(**sent, client=client if isinstance(client, str) else None))


SURICATA = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event, shape=SHAPE)
