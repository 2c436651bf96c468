"""Events written as lines for the kernel: the form in which everything that is not NDJSON reaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    Fields that no rule names are written without their names, and only where keywords look at their values.

    hears  whether some rule of these log sources looks for keywords.
    """

    def __init__(self, fields: Sequence[str], hears: Callable[[tuple[LogSource, ...]], bool]) -> None:
        self._fields = frozenset(fields)
        self._hears = hears
        self._classes: dict[tuple[LogSource, ...], tuple[str, bool]] = {}

    def line(self, event: Event) -> bytes:
        """The event as one line of JSON."""
        text, hears = self._class(event.logsources)
        named = {name: value for name, value in event.fields.items() if name in self._fields}
        others = [value for name, value in event.fields.items() if name not in self._fields] if hears else []
        if () in named.values() or () in others:
            return _UNREADABLE
        return _dump({"class": text, "f": named, "o": others})

    def _class(self, sources: tuple[LogSource, ...]) -> tuple[str, bool]:
        known = self._classes.get(sources)
        if known is None:
            if len(self._classes) == _MOST_CLASSES:  # a sender may name log sources as it likes
                self._classes.clear()
            parts = [(source.product, source.category, source.service) for source in sources]
            known = self._classes[sources] = orjson.dumps(parts).decode(), self._hears(sources)
        return known


def _dump(line: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return _UNREADABLE
