"""W3C extended logs: IIS, proxies such as Blue Coat, and the Windows firewall's pfirewall.log.

The line `#Fields:` says what the columns are, and may come again with others. Lines before the first one are read
with IIS's default columns, because a shipper may start in the middle of a file. Times are UTC, but for those of the
Windows firewall, which are local.
Source: W3C Extended Log File Format; IIS documentation "W3C logging"; Blue Coat access log fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from otasuke.events import Event, LogSource, Reject, RejectReason, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.generic.lines import LONGEST_LINE_BYTES, Message, Reading, event_of, text_of, too_long
from otasuke.normalise.generic.traffic import text, with_blocked
from otasuke.normalise.times import parse_time
from otasuke.normalise.web.taxonomy import Request, dashless, request_fields

_NAME = "web.w3c"
_IIS_COLUMNS = (
    *("date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip"),
    *("cs(User-Agent)", "cs(Referer)", "sc-status", "sc-substatus", "sc-win32-status", "time-taken"),
)
_BLANKS = re.compile(r"[ \t]+")
_TOKEN = re.compile(r'"((?:[^"]++|"")*+)"(?=[ \t]|\Z)|([^ \t]++)')
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_PROXY_WORDS = (
    "s-action sc-filter-result cs-uri-scheme cs-categories r-ip c-uri s-hierarchy s-supplier-name r-dns cs-auth-group"
)
_PROXY_COLUMNS = frozenset(_PROXY_WORDS.split())
_RENAMED = {
    "cs(Cookie)": "cs-cookie",
    "cs(Content-Type)": "cs-content-type",
    "s-ip": "dst_ip",
    "r-ip": "dst_ip",
    "s-port": "dst_port",
}
_FIREWALL = {"src-ip": "src_ip", "src-port": "src_port", "dst-ip": "dst_ip", "dst-port": "dst_port"}


def recognises(head: bytes) -> bool:
    """Whether one of the first lines names the columns, or every one has the shape of IIS's default columns."""
    lines = [line for line in head.splitlines()[:16] if line.strip()]
    if any(line.startswith(b"#Fields:") for line in lines):
        return True
    return bool(lines) and all(_columns_of(text_of(line), _IIS_COLUMNS) is not None for line in lines)


def events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    """One Event or Reject for every line that is neither blank nor a directive."""
    names: tuple[str, ...] = _IIS_COLUMNS
    for line in lines:
        if line.data.startswith(b"#"):
            names = _names(line.data) or names
        elif line.data.strip(b" \t\r\n\0"):
            yield _event_or_reject(line, names, context)


def _names(directive: bytes) -> tuple[str, ...] | None:
    if not directive.startswith(b"#Fields:") or len(directive) > LONGEST_LINE_BYTES:
        return None
    return tuple(text_of(directive).removeprefix("#Fields:").split()) or None


def _event_or_reject(line: Line, names: tuple[str, ...], context: Context) -> Event | Reject:
    if len(line.data) > LONGEST_LINE_BYTES:
        return too_long(_NAME, line)
    whole = text_of(line.data)
    columns = _columns_of(whole, names)
    if columns is None:
        detail = f"the columns do not fit the {len(names)} names in #Fields"
        return Reject.of(_NAME, line.offset, RejectReason.BROKEN_RECORD, detail, line.data)
    reading = _reading(columns, context.zone)
    return event_of(_NAME, Message(whole, whole, context.received_at, context.zone), reading, context, line.number)


def _columns_of(line: str, names: tuple[str, ...]) -> dict[str, Value] | None:
    """The columns by name; None if there are more or fewer than names, or the date is no date."""
    values = [_unquoted(value) for value in _BLANKS.split(line.strip(" \t"))]
    if len(values) != len(names):
        values = [quoted.replace('""', '"') or plain for quoted, plain in _TOKEN.findall(line)]
    if len(values) != len(names):
        return None
    columns: dict[str, Value] = {name: dashless(value) for name, value in zip(names, values, strict=True)}
    return columns if "date" not in columns or _DATE.match(text(columns, "date")) else None


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _reading(columns: dict[str, Value], zone: tzinfo) -> Reading:
    stamp = f"{text(columns, 'date')} {text(columns, 'time')}"
    if "src-ip" in columns:
        columns.update({new: columns[old] for old, new in _FIREWALL.items() if old in columns})
        return Reading(
            with_blocked(columns), (LogSource(product="windows", category="firewall"),), parse_time(stamp, zone)
        )
    time = parse_time(stamp)
    fields = columns | {new: columns[old] for old, new in _RENAMED.items() if old in columns}
    fields |= request_fields(_request(columns))
    _spell_blanks(fields)
    if _PROXY_COLUMNS.isdisjoint(columns):
        return Reading(fields, (LogSource(category="webserver"),), time, text(columns, "s-computername"))
    return Reading(fields, (LogSource(category="proxy"),), time, text(columns, "s-computername"))


def _request(columns: Mapping[str, Value]) -> Request:
    return Request(
        method=_known(columns, "cs-method"),
        target=_target(columns),
        host=_known(columns, "cs-host") or _known(columns, "cs(Host)"),
        user_agent=_known(columns, "cs(User-Agent)"),
        referer=_known(columns, "cs(Referer)"),
        client=_known(columns, "c-ip"),
        user=_known(columns, "cs-username"),
    )


def _target(columns: Mapping[str, Value]) -> str | None:
    stem = _known(columns, "cs-uri-stem") or _known(columns, "cs-uri-path")
    if stem is None:
        return _known(columns, "cs-uri") or _known(columns, "c-uri")
    # IIS leaves the question mark out of the query, Blue Coat keeps it.
    query = text(columns, "cs-uri-query").removeprefix("?")
    return f"{stem}?{query}" if query else stem


def _known(columns: Mapping[str, Value], name: str) -> str | None:
    return text(columns, name) if name in columns else None


def _spell_blanks(fields: dict[str, Value]) -> None:
    """IIS writes a space as `+`. Some rules spell user agents so and some as they were sent: give both."""
    for name in ("cs-user-agent", "c-useragent", "cs-referer", "cs-cookie"):
        value = text(fields, name)
        if "+" in value and " " not in value:
            fields[name] = (value.replace("+", " "), value)


SOURCE = TextSource(_NAME, recognises, events)
