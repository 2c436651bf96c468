"""Logs of applications: a time and a level, and below it perhaps a stack trace, which belongs to the same record.

Sigma's rules for frameworks are keywords over a record, so a record says which frameworks its words point to: Java by
its stack frames and packages, Python by its tracebacks, and so on. A record of an application log always belongs to
the product `sql` too, whose rules are the error texts of databases.
Source: SigmaHQ rules/application; the default formats of logback, log4j, java.util.logging, Python's logging, Rails,
Node.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from otasuke.events import Event, LogSource, Reject, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.generic.lines import (
    LONGEST_LINE_BYTES,
    Message,
    Reading,
    event_of,
    message_of,
    text_of,
    too_long,
)
from otasuke.normalise.times import parse_time

_NAME = "application.log"
LONGEST_RECORD_BYTES = 256 * 1024
_SEARCHED_CHARACTERS = 32 * 1024
_LEVEL = r"(TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FATAL|CRITICAL|FINE)"
_START = re.compile(
    r"\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?)\]?[ :|-].{0,128}?\b"
    + _LEVEL
    + r"\b"
)
_LEVEL_FIRST = re.compile(r"\[?" + _LEVEL + r"\]?[: ]{1,4}\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)?")
_RAILS = re.compile(r"[DIWEF], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?) #\d{1,10}\] {1,3}([A-Z]{4,5}) --")
_TRACE_HEAD = re.compile(
    r"Traceback \(most recent call last\):|Exception in thread \"|Uncaught |(?:[a-z_$][\w$]{0,64}\.){1,16}[A-Z]\w{0,64}(?:Exception|Error)\b"
    r"|(?:[A-Z]\w{0,64}(?:::|\.)){0,4}[A-Z]\w{0,64}(?:Exception|Error|Request)\b"
)
_CONTINUED = re.compile(
    r"[ \t]|\Z|Caused by: |Suppressed: |\.\.\. \d{1,5} more|[})\]]|During handling of the above|The above exception"
    r"|(?:[A-Za-z_][\w.]{0,128})?(?:Error|Exception|Warning|Exit|Interrupt)(?::|\Z)|Traceback \(most recent|Node\.js v\d"
)
_MARKS = (
    (
        "jvm",
        re.compile(
            r"\bat [\w$.<>/]{1,256}\([\w$]{1,128}\.java|\b(?:java|javax|org|com|jdk|sun)\.\w|\bException in thread \""
        ),
    ),
    ("spring", re.compile(r"springframework|\bo\.s\.\w|\[?Spring", re.IGNORECASE)),
    ("velocity", re.compile(r"velocity", re.IGNORECASE)),
    ("django", re.compile(r"\bdjango\b|/django/")),
    (
        "python",
        re.compile(
            r"Traceback \(most recent|File \"[^\"]{1,512}\", line \d|\.py\b|sqlalchemy|psycopg|sqlite3\.|MySQLdb"
        ),
    ),
    ("ruby_on_rails", re.compile(r"\bAction(?:Controller|Dispatch|View)\b|\bActiveRecord\b|/gems/")),
    ("nodejs", re.compile(r"\bnode:[a-z_]|/node_modules/|\.js:\d{1,6}(?::\d{1,6})?\)?|\bNode\.js v\d")),
)


def recognises(head: bytes) -> bool:
    """Whether the first line starts a record, and at least half of the lines start or continue one."""
    lines = [line for line in head.splitlines()[:32] if line.strip()]
    if not lines or not _starts(text_of(lines[0])):
        return False
    texts = [text_of(line) for line in lines]
    return 2 * (sum(map(_starts, texts)) + sum(map(_continues, texts))) >= len(lines)


def events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    """One Event for every record; its lines up to 256 KiB are joined, what is longer starts a record of its own."""
    gathered: list[Line] = []
    size = 0
    for line in lines:
        if not line.data.strip(b" \t\r\n\0"):
            continue
        if len(line.data) > LONGEST_LINE_BYTES:
            yield from _flushed(gathered, context)
            gathered, size = [], 0
            yield too_long(_NAME, line)
            continue
        if gathered and (size + len(line.data) > LONGEST_RECORD_BYTES or not _belongs(line)):
            yield from _flushed(gathered, context)
            gathered, size = [], 0
        gathered.append(line)
        size += len(line.data)
    yield from _flushed(gathered, context)


def _belongs(line: Line) -> bool:
    """Whether the line continues the record: by its look, and not if it starts one itself."""
    text = line.data[:512].decode(errors="replace")
    return _continues(text) and not _has_stamp(text)


def _starts(line: str) -> bool:
    return _has_stamp(line) or bool(_TRACE_HEAD.match(line))


def _has_stamp(line: str) -> bool:
    return bool(_START.match(line) or _LEVEL_FIRST.match(line) or _RAILS.match(line))


def _continues(line: str) -> bool:
    return bool(_CONTINUED.match(line))


def _flushed(gathered: list[Line], context: Context) -> Iterator[Event]:
    if not gathered:
        return
    first = gathered[0]
    data = b"\n".join(line.data.rstrip(b"\r\n\0") for line in gathered)
    message = message_of(data, context)
    yield event_of(_NAME, message, _reading(message), context, first.number)


def _reading(message: Message) -> Reading:
    fields: dict[str, Value] = {}
    stamp = ""
    if found := _START.match(message.line) or _RAILS.match(message.line):
        stamp, fields["level"] = found[1], found[2]
    elif found := _LEVEL_FIRST.match(message.line):
        stamp, fields["level"] = found[2] or "", found[1]
    time = parse_time(stamp.replace(",", "."), message.zone)
    return Reading(fields, _logsources(message.line), time)


def _logsources(words: str) -> tuple[LogSource, ...]:
    products = [product for product, mark in _MARKS if mark.search(words, 0, _SEARCHED_CHARACTERS)]
    return tuple(LogSource(product=product, category="application") for product in (*products, "sql"))


SOURCE = TextSource(_NAME, recognises, events)
