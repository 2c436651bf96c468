from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.linux.reading import CONTEXT, read, read_event, read_events
from otasuke.events import LogSource, Reject, RejectReason
from otasuke.normalise.base import Line
from otasuke.normalise.generic.lines import LONGEST_LINE_BYTES, Message, Reading, line_source, text_of


def read_greeting(message: Message) -> Reading | None:
    """Lines that begin with hello."""
    if not message.text.startswith("hello"):
        return None
    return Reading({"message": "own", "who": message.text[6:]}, (LogSource(product="greeting"),))


SOURCE = line_source("test.greeting", read_greeting)


def test_an_event_keeps_the_whole_line_as_its_message():
    event = read_event(SOURCE, b"<13>Mar 29 15:00:50 pc1 app: hello bob")

    assert event.fields["message"] == "<13>Mar 29 15:00:50 pc1 app: hello bob"
    assert (event.fields["who"], event.fields["msg"]) == ("bob", "own")


def test_time_and_sensor_come_from_the_syslog_header():
    event = read_event(SOURCE, b"<13>Mar 29 15:00:50 pc1 app: hello bob")

    assert (event.sensor, event.time.month, event.time.day) == ("pc1", 3, 29)


def test_without_a_header_the_sensor_is_that_of_the_input():
    event = read_event(SOURCE, b"hello bob")

    assert (event.sensor, event.time) == (CONTEXT.sensor, None)


def test_blank_lines_are_no_records_and_carriage_returns_no_text():
    events = read_events(SOURCE, b"hello a\r\n\r\n  \n\0\nhello b\r\n")

    assert [event.fields["who"] for event in events] == ["a", "b"]
    assert [event.record for event in events] == [0, 4]


def test_a_gigantic_line_is_a_reject():
    line = Line(7, 3, b"hello " + b"x" * LONGEST_LINE_BYTES)

    (item,) = SOURCE.events([line], CONTEXT)

    assert isinstance(item, Reject)
    assert (item.reason, item.offset) == (RejectReason.TOO_LONG, 7)


def test_a_reject_says_where_it_was():
    _, item = read(SOURCE, b"hello a\nbye b")

    assert isinstance(item, Reject)
    assert (item.offset, item.excerpt) == (8, b"bye b")


def test_half_of_the_first_lines_are_enough_to_recognise_an_input():
    assert SOURCE.recognises(b"hello a\nbye b\n")
    assert not SOURCE.recognises(b"hello a\nbye b\nbye c\n")
    assert not SOURCE.recognises(b"\n\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
def test_japanese_is_read_in_its_three_encodings(encoding):
    assert text_of("設定を変更しました".encode(encoding)) == "設定を変更しました"


@given(st.binary())
def test_any_bytes_are_text(data):
    assert isinstance(text_of(data), str)
