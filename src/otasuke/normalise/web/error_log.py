"""Error logs of Apache and nginx.

Apache's also holds what its children and modules write to standard error, without a time in front, so every line of
such a log is a record.
Source: Apache core ErrorLogFormat, nginx core error_log.
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.times import parse_syslog_time, parse_time

_APACHE = re.compile(
    r"\[([A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (\d{4})\] \[(?:(\w{0,32}):)?(\w{2,10})\] ?"
    r"(?:\[pid (\d{1,10})(?::tid \d{1,20})?\] ?)?(?:\[client ([^\]\s]{2,64}?)(?::(\d{1,5}))?\] ?)?(.*)\Z",
    re.DOTALL,
)
_NGINX = re.compile(
    r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(debug|info|notice|warn|error|crit|alert|emerg)\] (\d{1,10})#\d{1,10}: (.*)\Z",
    re.DOTALL,
)
_NGINX_PART = re.compile(r', (client|server|request|upstream|host|referrer): ("[^"]{0,8192}"|[^,"]{0,256})')
_RAW_APACHE = re.compile(r"(?:\S{1,256}/)?(?:httpd|apache2): ")


def read_apache(message: Message) -> Reading | None:
    """A line of an Apache error log; None for text that neither Apache nor its children write."""
    found = _APACHE.match(message.text)
    if found is None:
        raw = _RAW_APACHE.match(message.text) or message.header.program in ("httpd", "apache2")
        return Reading({"msg": message.text}, (LogSource(service="apache"),)) if raw else None
    _, month, day, clock, year, module, level, pid, client, port, words = found.groups()
    fields: dict[str, Value] = {"level": level, "msg": words}
    known = {"module": module, "pid": pid, "c-ip": client, "c-port": port, "src_ip": client}
    fields.update({name: value for name, value in known.items() if value})
    return Reading(
        fields,
        (LogSource(service="apache"),),
        parse_syslog_time(f"{month} {day} {year} {clock}", message.now, message.zone),
    )


def read_nginx(message: Message) -> Reading | None:
    """A line of an nginx error log; None for other text."""
    found = _NGINX.match(message.text)
    if found is None:
        return None
    stamp, level, pid, words = found.groups()
    fields: dict[str, Value] = {"level": level, "pid": pid, "msg": words}
    fields.update({name: value.strip('"') for name, value in _NGINX_PART.findall(words)})
    return Reading(fields, (LogSource(service="nginx"),), parse_time(stamp, message.zone))


APACHE_SOURCE = line_source("web.apache_error", read_apache, marks=(b"[", b"httpd", b"apache2"))
NGINX_SOURCE = line_source("web.nginx_error", read_nginx, marks=(b" [",))
