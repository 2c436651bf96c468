"""Web servers and proxies that log JSON: nginx and Apache with a JSON format, Caddy, Traefik, and ECS web events.

There is no one format, so a record is recognised by its keys: a request, a status and a client.
Source: nginx variable names, Apache format items as the documentation of shippers spells them, Caddy and Traefik
access log documentation, Elastic Common Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from otasuke.events import Event, LogSource, Value
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.generic.traffic import text
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.access_log import split_request
from otasuke.normalise.web.taxonomy import Request, dashless, request_fields

_LINE = ("request", "request_line", "requestLine")
_METHOD = ("request_method", "method", "RequestMethod", "request.method", "http.request.method", "cs-method", "verb")
_TARGET = (
    *(
        "request_uri",
        "uri",
        "RequestPath",
        "request.uri",
        "url.original",
        "path",
        "requestPath",
        "url",
        "cs-uri",
        "c-uri",
    ),
    *("url.path", "cs-uri-stem"),
)
_QUERY = ("args", "query_string", "queryString", "query", "url.query", "cs-uri-query")
_HOST = (
    "http_host",
    "vhost",
    "RequestHost",
    "request.host",
    "url.domain",
    "server_name",
    "host",
    "virtualHost",
    "cs-host",
)
_AGENT = (
    *("http_user_agent", "user_agent", "userAgent", "agent", "request_User-Agent", "user_agent.original"),
    *("request.headers.User-Agent", "cs-user-agent", "c-useragent"),
)
_REFERER = (
    *("http_referer", "http_referrer", "referer", "referrer", "request_Referer", "http.request.referrer"),
    *("request.headers.Referer", "cs-referer"),
)
_CLIENT = (
    *("remote_addr", "remote_ip", "clientip", "client_ip", "ClientHost", "remoteIP", "clientIp", "request.remote_ip"),
    *("source.address", "source.ip", "c-ip"),
)
_USER = ("remote_user", "user", "ClientUsername", "user_id", "user.name", "cs-username")
_STATUS = ("status", "DownstreamStatus", "response", "http.response.status_code", "sc-status")
_COOKIE = ("http_cookie", "cookie", "cs-cookie")
_TIME = ("time_iso8601", "@timestamp", "timestamp", "time", "time_local", "StartUTC", "ts", "msec")
_SHAPE = Shape("web.json", (), lambda _: Class((LogSource(category="webserver"),)))


def recognises(record: JsonObject) -> bool:
    """Whether the record has a client, a status and a request, under some of the names that web servers use."""
    if "http" in record and "url" in record:
        return isinstance(record["http"], Mapping) and isinstance(record["url"], Mapping)
    request = record.get("request")
    nested = isinstance(request, Mapping) and "uri" in request and "method" in request
    asked = nested or isinstance(request, str) or (_any(record, _METHOD) and _any(record, _TARGET))
    return asked and _any(record, _STATUS) and (nested or _any(record, _CLIENT))


def to_event(record: JsonObject, context: Context, ordinal: int) -> Event:
    """The event of one request."""
    fields = _SHAPE.fields_of(record)
    fields |= request_fields(_request(fields))
    for name, candidates in (("sc-status", _STATUS), ("cs-cookie", _COOKIE)):
        value = _first(fields, candidates)
        if value is not None:
            fields[name] = value
    category = "proxy" if "proxy" in text(fields, "event.dataset") else "webserver"
    return Event(
        time=_time(fields, context.zone),
        received_at=context.received_at,
        source=_SHAPE.name,
        sensor=text(fields, "hostname") or text(fields, "host.name") or context.sensor,
        logsources=(LogSource(category=category),),
        fields=fields,
        record=ordinal,
    )


def _request(fields: Mapping[str, Value]) -> Request:
    method, target, _ = split_request(_first(fields, _LINE) or "")
    target = target or _first(fields, _TARGET) or ""
    query = _first(fields, _QUERY)
    if query and "?" not in target:
        target = f"{target}?{query.removeprefix('?')}"
    return Request(
        method=method or _first(fields, _METHOD),
        target=target or None,
        host=_first(fields, _HOST),
        user_agent=_first(fields, _AGENT),
        referer=_first(fields, _REFERER),
        client=_first(fields, _CLIENT),
        user=_first(fields, _USER),
    )


def _first(fields: Mapping[str, Value], names: tuple[str, ...]) -> str | None:
    return next((dashless(text(fields, name)) for name in names if name in fields), None)


def _any(record: JsonObject, names: tuple[str, ...]) -> bool:
    return any(name in record for name in names)


def _time(fields: Mapping[str, Value], zone: tzinfo) -> datetime | None:
    moments = (parse_time(text(fields, name), zone) for name in _TIME if name in fields)
    return next((moment for moment in moments if moment is not None), None)


SOURCE = JsonSource(_SHAPE.name, recognises, to_event)
