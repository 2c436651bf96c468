"""The systemd journal as JSON (`journalctl -o json`): the same messages as in syslog, with trusted process fields.

The journal's own field names are kept; message, program, pid, hostname and severity get the names that syslog lines
have, so that one rule reads both. A field that is no text arrives as an array of byte values.
Source: systemd.journal-fields(7), "Journal JSON Format" on systemd.io.
"""

from __future__ import annotations

from otasuke.events import Event, Value
from otasuke.events.shape import scalar_text
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.linux.programs import meaning_of
from otasuke.normalise.linux.syslog_header import FACILITIES, SEVERITIES
from otasuke.normalise.times import parse_time

_NAME = "linux.journald"
_NAMES = {
    "message": ("MESSAGE",),
    "program": ("SYSLOG_IDENTIFIER", "_COMM"),
    "pid": ("_PID", "SYSLOG_PID"),
    "hostname": ("_HOSTNAME",),
}


def _recognises(record: JsonObject) -> bool:
    return "__REALTIME_TIMESTAMP" in record or ("MESSAGE" in record and ("_BOOT_ID" in record or "_COMM" in record))


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    sent = {name: value for name, raw in record.items() if (value := _value(raw)) is not None}
    fields = {**sent, **_common_fields(sent)}
    meaning = meaning_of(*(_text(fields, name) for name in ("program", "facility", "message")))
    return Event(
        time=parse_time(_text(sent, "_SOURCE_REALTIME_TIMESTAMP") or _text(sent, "__REALTIME_TIMESTAMP")),
        received_at=context.received_at,
        source=_NAME,
        sensor=_text(fields, "hostname") or context.sensor,
        logsources=meaning.logsources,
        fields={**fields, **meaning.fields},
        record=number,
    )


def _value(raw: object) -> Value | None:
    """Text; text from an array of bytes; or several texts, where the field was set several times."""
    if isinstance(raw, list):
        if raw and all(isinstance(item, int) and 0 <= item < 256 for item in raw):
            return bytes(raw).decode("utf-8", "backslashreplace")
        return tuple(scalar_text(item) for item in raw if isinstance(item, (str, int, float))) or None
    return scalar_text(raw) if isinstance(raw, (str, int, float)) else None


def _common_fields(sent: dict[str, Value]) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for name, originals in _NAMES.items():
        if found := next((value for original in originals if (value := _text(sent, original))), ""):
            fields[name] = found
    for name, original, words in (("facility", "SYSLOG_FACILITY", FACILITIES), ("severity", "PRIORITY", SEVERITIES)):
        number = _text(sent, original)
        if number.isascii() and number.isdigit() and int(number[:3]) < len(words):
            fields[name] = words[int(number[:3])]
    return fields


def _text(fields: dict[str, Value], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else value[-1]


JOURNALD = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event)
