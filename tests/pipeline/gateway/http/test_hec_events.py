from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.hec_events import BadEvent, parse_events, parse_raw
from pipeline.gateway.http.doors import parsed

TIME = "2023-11-14T22:13:20.500000000Z"


def documents(*envelopes: Any) -> list[Any]:
    return [json.loads(line) for line in parse_events(b" \n".join(json.dumps(one).encode() for one in envelopes))]


def test_an_event_that_is_text_is_a_message_with_all_that_is_said_of_it():
    envelope = {
        "time": "1700000000.5",
        "host": "pc-1",
        "source": "/var/log/auth.log",
        "sourcetype": "linux_secure",
        "index": "main",
        "event": "Failed password",
        "fields": {"team": "a", "message": "not this"},
    }

    assert documents(envelope) == [
        {
            "@timestamp": TIME,
            "message": "Failed password",
            "host": {"name": "pc-1"},
            "log": {"file": {"path": "/var/log/auth.log"}},
            "event": {"dataset": "linux_secure"},
            "team": "a",
        }
    ]


def test_an_event_that_is_an_object_stays_what_it_is():
    event = {"event_type": "alert", "host": "mine", "src_ip": "192.0.2.1"}

    assert documents({"time": 1700000000.5, "host": "pc-1", "source": "eve.json", "event": event}) == [
        event | {"@timestamp": TIME}
    ]


@pytest.mark.parametrize(("event", "message"), [(5, "5"), (False, "false"), (["a", 1], '["a",1]'), (0, "0")])
def test_any_other_event_is_the_text_of_it(event: Any, message: str):
    assert documents({"event": event}) == [{"message": message}]


@pytest.mark.parametrize("time", ["", "soon", -1, 1e300, None, [1], "nan", "1e999999999", True and "Infinity"])
def test_a_time_that_is_none_is_left_out(time: Any):
    assert documents({"time": time, "event": "x"}) == [{"message": "x"}]


def test_events_may_stand_in_an_array():
    assert [one["message"] for one in documents([{"event": "a"}, {"event": "b"}], {"event": "c"})] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("body", "code", "number"),
    [
        (b"", 5, None),
        (b" \n ", 5, None),
        (b'{"event": 1} x', 6, 1),
        (b'{"event": 1', 6, 0),
        (b'"event"', 6, 0),
        (b"[1]", 6, 0),
        (b"[" * 200_000, 6, 0),
        (b'{"event":' * 200_000, 6, 0),
        (b'{"event": ' + b"9" * 5000 + b"}", 6, 0),
        (b'{"event": {}}', 13, 0),
        (b'{"event": null}', 12, 0),
        (b'{"event": 1}{"host": "x"}', 12, 1),
    ],
)
def test_what_is_wrong_is_said_and_where(body: bytes, code: int, number: int | None):
    with pytest.raises(BadEvent) as bad:
        parse_events(body)

    assert (bad.value.code, bad.value.number) == (code, number)


def test_bytes_that_are_no_text_are_replaced():
    assert json.loads(parse_events(b'{"event": "\xff"}')[0]) == {"message": "\N{REPLACEMENT CHARACTER}"}


def test_raw_lines_stay_as_they_are():
    assert parse_raw(b"a\xff\r\n\nb", about={"channel": "x"}) == [b"a\xff", b"b"]


@given(
    st.binary()
    | st.lists(
        st.dictionaries(
            st.sampled_from(["event", "time", "host", "fields", "source"]),
            st.recursive(st.none() | st.floats() | st.text(max_size=3), lambda x: st.lists(x, max_size=2)),
        )
    ).map(lambda ones: b"".join(json.dumps(one).encode() for one in ones))
)
def test_any_bytes_become_records_or_are_refused(body: bytes):
    for parse in (parse_events, lambda body: parse_raw(body, about={"host": "h"})):
        assert all(isinstance(json.loads(line), dict) for line in parsed(parse, body) or [])
