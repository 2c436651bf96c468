"""Events written as lines for the kernel: the form in which everything that is not NDJSON reaches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Keys, Shape

_UNREADABLE = b"null\n"


def _classify(keys: Keys) -> Class:
    sources = orjson.loads(keys[0] or "[]")
    return Class(tuple(LogSource(*parts) for parts in sources))


@dataclass(frozen=True, slots=True)
class _EventShape(Shape):
    """Every field stands below `f`, so that no field is taken for a part of the line."""

    def paths_of(self, name: str) -> tuple[str, ...]:
        return ("class",) if name in self.keys else (f"f.{name}",)


# Whoever names a field cannot name it so: a bar begins a modifier.
EVENT_SHAPE = _EventShape(name="event", keys=("class|",), classify=_classify)


_MOST_CLASSES = 4096


class EventWriter:
    """Writes events for the kernel. What JSON cannot carry, a lone surrogate or a list of nothing, it cannot read.

    Fields that no rule names are written without their names: keywords still look at their values.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = frozenset(fields)
        self._classes: dict[tuple[LogSource, ...], str] = {}

    def line(self, event: Event) -> bytes:
        """The event as one line of JSON."""
        if () in event.fields.values():
            return _UNREADABLE
        named = {name: value for name, value in event.fields.items() if name in self._fields}
        others = [value for name, value in event.fields.items() if name not in self._fields]
        return _dump({"class": self._class_text(event.logsources), "f": named, "o": others})

    def _class_text(self, sources: tuple[LogSource, ...]) -> str:
        if sources not in self._classes:
            if len(self._classes) == _MOST_CLASSES:  # a sender may name log sources as it likes
                self._classes.clear()
            parts = [(source.product, source.category, source.service) for source in sources]
            self._classes[sources] = orjson.dumps(parts).decode()
        return self._classes[sources]


def _dump(line: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return _UNREADABLE
