"""What a sensor wrote, in a line that a technician understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from otasuke.events import Event


def what_was_seen(event: Event) -> str:
    """The sensor's kind and the gist of the record: `alert  ET MALWARE … → 203.0.113.5`."""
    fields = {name: value if isinstance(value, str) else ", ".join(value) for name, value in event.fields.items()}
    for kind, needed, say in _KINDS:
        if needed in fields:
            return f"{kind}: {say(fields)}".strip()
    source = event.logsources[0] if event.logsources else None
    return f"{source.service or source.category or event.source if source else event.source}"


def _to(fields: Mapping[str, str]) -> str:
    return f"→ {fields.get('dst_ip', '?')}:{fields.get('dst_port', '?')}"


def _mail(fields: Mapping[str, str]) -> str:
    what = fields.get("attachment") or fields.get("header_from") or fields.get("subject") or ""
    return f"{what} → {fields.get('mail_to', '?')}"


def _request(fields: Mapping[str, str]) -> str:
    return f"{fields.get('http.http_method', 'GET')} {fields.get('http.hostname', '')}{fields.get('http.url', '')}"


_KINDS: tuple[tuple[str, str, Callable[[Mapping[str, str]], str]], ...] = (
    ("alert", "signature", lambda fields: f"{fields['signature']} {_to(fields)}"),
    ("virus", "virus", lambda fields: f"{fields['virus']} {fields.get('filename', '')} ({fields.get('action', '')})"),
    ("attack", "attack", lambda fields: f"{fields['attack']} {_to(fields)} ({fields.get('action', '')})"),
    (
        "web",
        "catdesc",
        lambda fields: f"{fields.get('hostname', '')} = {fields['catdesc']} ({fields.get('action', '')})",
    ),
    ("http", "http.url", _request),
    ("dns", "query", lambda fields: fields["query"]),
    ("smb", "smb.dialect", lambda fields: f"{fields['smb.dialect']} {_to(fields)}"),
    ("flow", "flow.state", _to),
    ("start", "CommandLine", lambda fields: fields["CommandLine"]),
    ("load", "ImageLoaded", lambda fields: f"{_last(fields.get('Image', ''))} ← {_last(fields['ImageLoaded'])}"),
    (
        "connect",
        "DestinationIp",
        lambda fields: (
            f"{_last(fields.get('Image', ''))} → {fields['DestinationIp']}:{fields.get('DestinationPort', '')}"
        ),
    ),
    ("file", "TargetFilename", lambda fields: _last(fields["TargetFilename"])),
    ("registry", "TargetObject", lambda fields: f"{_last(fields['TargetObject'])} = {fields.get('Details', '')}"),
    ("script", "ScriptBlockText", lambda fields: fields["ScriptBlockText"]),
    ("sign-in", "method", lambda fields: f"{fields.get('user', '')} ← {fields.get('src_ip', '')}"),
    ("mail", "mail_to", _mail),
    (
        "cloud",
        "Operation",
        lambda fields: f"{fields['Operation']} {fields.get('UserId', '')} ← {fields.get('ClientIP', '')}",
    ),
)
"""The kind, the field that it is known by, and what is said. The first that fits is used."""


def _last(path: str) -> str:
    return path.rpartition("\\")[2]
