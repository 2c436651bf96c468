"""macOS's unified log as `log show --style ndjson` and `log stream --style ndjson` print it.

A message of a program that syslog rules know (sudo, sshd) gets the fields that the same message has on Linux; the
log source stays macOS. A command that sudo started is a process creation.
Source: log(1) and sample output of macOS 14.
"""

from __future__ import annotations

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Shape
from otasuke.normalise.base import Context, JsonObject, JsonSource
from otasuke.normalise.linux.programs import meaning_of
from otasuke.normalise.shaped import build_event, first_text

_NAME = "macos.unified_log"
_UNIFIED_LOG = LogSource("macos", None, "unified_log")


_SHAPE = Shape(
    name=_NAME,
    keys=("eventType",),
    classify=lambda _: Class((_UNIFIED_LOG,)),
    rename={"message": ("eventMessage",), "pid": ("processID",)},
    times=("timestamp",),
    sensors=("hostname", "host"),
)


def _recognises(record: JsonObject) -> bool:
    return "eventMessage" in record and ("machTimestamp" in record or "processImagePath" in record)


def _to_event(record: JsonObject, context: Context, number: int) -> Event:
    fields = _SHAPE.fields_of(record)
    program = first_text(fields, ("processImagePath",))
    meaning = meaning_of(program, "", first_text(fields, ("message",)))
    categories = {source.category for source in meaning.logsources if source.category}
    kind = Class((*(LogSource("macos", name) for name in sorted(categories)), _UNIFIED_LOG))
    named = {"program": program.rsplit("/", 1)[-1]} if program else {}
    return build_event(_SHAPE, {**fields, **meaning.fields, **named}, kind, context, number)


UNIFIED_LOG = JsonSource(name=_NAME, recognises=_recognises, to_event=_to_event)
