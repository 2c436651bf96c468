"""Events as lines: whatever an event holds, it is one line, and that line says what the event says."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otasuke.detect.engine.event_lines import EVENT_SHAPE, EventWriter
from otasuke.events import Event, LogSource, Value
from strategies import RECEIVED_AT, event_of


def writer(*fields: str, hears: bool = True) -> EventWriter:
    return EventWriter(fields, lambda _: hears)


KNOWN = ("Image", "class", "f.o", "é")
# Unlike text() alone, characters() also draws lone surrogates.
TEXT = st.text(st.characters() | st.sampled_from('"\\\n\r\0\u2028\ud800'), max_size=8)
FIELDS = st.dictionaries(st.sampled_from(KNOWN) | TEXT, TEXT | st.lists(TEXT, max_size=3).map(tuple), max_size=4)
SOURCES = st.lists(st.builds(LogSource, *[st.none() | st.text(max_size=4)] * 3), max_size=3).map(tuple)


def event(fields: Mapping[str, Value], *sources: LogSource) -> Event:
    return Event(None, RECEIVED_AT, "sample", "", sources, fields, 0)


def is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def can_be_written(fields: Mapping[str, Value]) -> bool:
    texts = [text for value in fields.values() for text in ((value,) if isinstance(value, str) else value)]
    return () not in fields.values() and all(map(is_text, texts))


def as_json(value: Value) -> object:
    return value if isinstance(value, str) else list(value)


@given(FIELDS, SOURCES)
@example({"a": "\ud800"}, ())
@example({"\ud800": "a"}, ())
def test_an_event_is_one_line_that_holds_its_values(fields: dict[str, Value], sources: tuple[LogSource, ...]) -> None:
    line = writer(*KNOWN).line(event(fields, *sources))

    record = orjson.loads(line)
    assert line.index(b"\n") == len(line) - 1
    if can_be_written(fields):
        assert record["f"] == {name: as_json(value) for name, value in fields.items() if name in KNOWN}
        assert record["o"] == [as_json(value) for name, value in fields.items() if name not in KNOWN]
    else:
        assert record is None


@given(SOURCES)
def test_the_class_of_a_line_has_the_log_sources_of_its_event(sources: tuple[LogSource, ...]) -> None:
    record = orjson.loads(writer(*KNOWN).line(event({}, *sources)))

    assert EVENT_SHAPE.classify((record["class"],)).logsources == sources


def test_a_line_without_a_class_has_no_log_sources() -> None:
    assert EVENT_SHAPE.classify((None,)).logsources == ()


def test_a_name_that_no_rule_knows_is_dropped_and_its_value_kept() -> None:
    line = writer("Image").line(event_of({"Image": "a", "Secret": "b"}))

    assert b"Secret" not in line
    assert orjson.loads(line)["o"] == ["b"]


@pytest.mark.parametrize("secret", ["b", (), "\ud800"])
def test_where_no_keyword_is_looked_for_only_what_rules_name_is_written(secret: Value) -> None:
    line = writer("Image", hears=False).line(event_of({"Image": "a", "Secret": secret}))

    assert (orjson.loads(line)["f"], orjson.loads(line)["o"]) == ({"Image": "a"}, [])


@pytest.mark.parametrize("name", ["class", "f", "o", "f.class"])
def test_no_field_is_taken_for_a_part_of_the_line(name: str) -> None:
    assert EVENT_SHAPE.paths_of(name) == (f"f.{name}",)
    assert EVENT_SHAPE.paths_of(EVENT_SHAPE.keys[0]) == ("class",)
