"""Events written as lines for the kernel: the form in which everything that is not NDJSON reaches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from otasuke.events import Event, LogSource
from otasuke.events.shape import Class, Keys, Shape


def _classify(keys: Keys) -> Class:
    sources = orjson.loads(keys[0] or "[]")
    return Class(tuple(LogSource(*parts) for parts in sources))


EVENT_SHAPE = Shape(name="event", keys=("class",), strip=("f",), classify=_classify)


class EventWriter:
    """Writes events so that the kernel can read every one of them.

    Fields that no rule names are written without their names: keywords still look at their values.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = frozenset(fields)
        self._classes: dict[tuple[LogSource, ...], str] = {}

    def line(self, event: Event) -> bytes:
        """The event as one line of JSON."""
        named = {name: value for name, value in event.fields.items() if name in self._fields}
        others = [value for name, value in event.fields.items() if name not in self._fields]
        return _dump({"class": self._class_text(event.logsources), "f": named, "o": others})

    def _class_text(self, sources: tuple[LogSource, ...]) -> str:
        if sources not in self._classes:
            parts = [(source.product, source.category, source.service) for source in sources]
            self._classes[sources] = orjson.dumps(parts).decode()
        return self._classes[sources]


def _dump(line: Mapping[str, object]) -> bytes:
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return orjson.dumps(_encodable(line), option=orjson.OPT_APPEND_NEWLINE)


def _encodable(value: object) -> object:
    """The same with lone surrogates replaced, which JSON bytes cannot carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_encodable(name): _encodable(member) for name, member in value.items()}
    return [_encodable(member) for member in value] if isinstance(value, (list, tuple)) else value


