"""Any `key=value` text of a device that has no source of its own."""

from __future__ import annotations

from datetime import datetime, tzinfo

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.pairs import pairs
from otasuke.normalise.generic.traffic import text
from otasuke.normalise.times import parse_time

_FEWEST_PAIRS = 2
_TIMES = ("timestamp", "time", "ts", "date", "eventtime", "datetime")
_SENSORS = ("hostname", "devname", "device_name", "host")


def read(message: Message) -> Reading | None:
    """A line with at least two pairs; None for prose with a stray equals sign."""
    fields = pairs(message.text)
    if len(fields) < _FEWEST_PAIRS:
        return None
    sensor = next((text(fields, name) for name in _SENSORS if text(fields, name)), "")
    return Reading(fields, (LogSource(),), _time(fields, message.zone), sensor)


def _time(fields: dict[str, Value], zone: tzinfo) -> datetime | None:
    both = f"{text(fields, 'date')} {text(fields, 'time')}"
    moments = (parse_time(words, zone) for words in (both, *(text(fields, name) for name in _TIMES)))
    return next((moment for moment in moments if moment is not None), None)


SOURCE = line_source("generic.key_value", read)
