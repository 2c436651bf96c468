"""足あと: what an attack leaves that may turn up at another company: who sent it, what was in it, where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from otasuke.detect.learn.addresses import is_outside
from otasuke.events import Value


class TraceKind(StrEnum):
    """What a trace is; those that tell most come first."""

    SENDER = "sender"
    HASH = "hash"
    URL = "url"
    HOST = "host"
    ADDRESS = "address"
    FILE = "file"
    SUBJECT = "subject"


class Trace(NamedTuple):
    """value: in small letters, as it is compared."""

    kind: TraceKind
    value: str


_FIELDS = {
    TraceKind.SENDER: ("mail_from", "SenderFromAddress", "sender"),
    TraceKind.HASH: ("SHA256", "sha256", "fileinfo.sha256", "analyticscksum", "md5", "fileinfo.md5"),
    TraceKind.URL: ("url", "cs-uri"),
    TraceKind.HOST: ("http.hostname", "tls.sni", "query", "QueryName", "DestinationHostname", "qname"),
    TraceKind.ADDRESS: ("src_ip", "dst_ip", "DestinationIp", "ClientIP"),
    TraceKind.FILE: ("attachment", "filename", "FileName", "fileinfo.filename"),
    TraceKind.SUBJECT: ("subject", "Subject"),
}
TRACE_FIELDS = frozenset(name for names in _FIELDS.values() for name in names)
"""Nothing else of an event is looked at here."""
_LONGEST = 400
_COMMANDS = ("CommandLine", "ScriptBlockText")
_URL = re.compile(r"""\bhttps?://(?:[^\s/@"'<>|^,;)]*@)?([^\s/:"'<>|^,;)]+)[^\s"'<>|^,;)]*""", re.IGNORECASE)
"""In a command: group 1 is its host."""
_MOST_URLS = 20


def traces_of(fields: Mapping[str, Value]) -> frozenset[Trace]:
    """The traces in an event's fields, in Sigma's names."""
    return frozenset(_traces(fields))


def _traces(fields: Mapping[str, Value]) -> Iterator[Trace]:
    for kind, names in _FIELDS.items():
        for name in names:
            value = fields.get(name, "")
            for text in (value,) if isinstance(value, str) else value:
                if bare := _bare(kind, text):
                    yield Trace(kind, bare)
    for name in _COMMANDS:
        value = fields.get(name, "")
        for text in (value,) if isinstance(value, str) else value:
            yield from _in_command(text)


def _in_command(text: str) -> Iterator[Trace]:
    """What a command fetches, and from whom: of somebody outside."""
    for found, _ in zip(_URL.finditer(text), range(_MOST_URLS), strict=False):
        host = found[1].lower().rstrip(".")
        if "." not in host:
            continue
        if host.replace(".", "").isdigit():
            if not is_outside(host):
                continue
            yield Trace(TraceKind.ADDRESS, host)
        else:
            yield Trace(TraceKind.HOST, host[:_LONGEST])
        yield Trace(TraceKind.URL, found[0].lower()[:_LONGEST])


def _bare(kind: TraceKind, text: str) -> str:
    """As it is compared; "" if it says nothing."""
    found = text.strip().strip("<>").lower()[:_LONGEST]
    if kind is TraceKind.ADDRESS:
        return found if is_outside(found) else ""
    if kind is TraceKind.FILE:
        found = found.replace("\\", "/").rpartition("/")[2]
    return found if kind is not TraceKind.URL or "://" in found else ""
