"""Columns of events in, sightings out: the right rows, once for each device and day, only while an indicator counts."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.indicators.cast import MD5, NOON, columns, set_of
from detect.indicators.naive import shows
from otasuke.detect.indicators.fields import FIELDS
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.matcher import Matcher
from otasuke.detect.indicators.observables import parse_observable, written

INDICATORS = ("evil.com", "203.0.113.0/24", "203.0.113.5", f"{MD5}", "http://evil.com/a", "boss@evil.com")
MATCHER = Matcher(set_of(*INDICATORS))
FLOW = {"src_ip": "192.168.1.10", "dst_ip": "203.0.113.5"}
VALUES = st.sampled_from(
    [
        "evil.com",
        "a.evil.com",
        "good.com",
        "203.0.113.5",
        "203.0.113.9",
        "192.168.1.1",
        "http://evil.com/a?x",
        MD5,
        "boss@evil.com",
        "",
    ]
)
ROWS = st.dictionaries(
    st.sampled_from(["src_ip", "dst_ip", "query", "c-uri", "Hashes", "header_from", "CommandLine"]),
    VALUES | st.lists(VALUES, max_size=2),
    max_size=4,
)


def test_a_sighting_says_what_was_seen_where() -> None:
    events = columns([{"src_ip": "192.168.1.2", "dst_ip": "198.51.100.1"}, FLOW | {"alert.action": "blocked"}])

    (one,) = Matcher(set_of("203.0.113.5", about=About("JPCERT", 90, labels=("c2",)))).sightings([events])

    assert (one.tenant, one.sent_by, one.batch, one.ordinal, one.record) == ("sakura", "utm", "b1", 1, 1)
    assert (one.field, one.value, one.device, one.direction) == ("dst_ip", "203.0.113.5", "192.168.1.10", "out")
    assert (one.time, one.is_blocked, one.count) == (NOON + timedelta(minutes=1), True, 1)
    assert one.pattern == "203.0.113.5 (list JPCERT; confidence 90; c2)"


@given(st.lists(ROWS, max_size=6))
def test_the_indicators_of_events_are_those_of_the_naive_matcher(rows: list[dict[str, object]]) -> None:
    found = {(one.indicator.value, one.day) for one in MATCHER.sightings([columns(rows)])}

    expected = {
        (written(observable), NOON.toordinal())
        for row in rows
        for name, value in row.items()
        if name in FIELDS
        for text in ([value] if isinstance(value, str) else value)  # type: ignore[attr-defined]
        for observable in map(parse_observable, INDICATORS)
        if shows(text, FIELDS[name].shape, observable)
    }
    assert found == expected


def test_what_was_stopped_does_not_hide_what_was_not() -> None:
    flows = [FLOW | {"alert.action": "blocked"}, FLOW, FLOW | {"alert.action": "allowed"}]

    found = Matcher(set_of("203.0.113.5")).sightings([columns(flows)])

    assert [(one.is_blocked, one.ordinal, one.count) for one in found] == [(True, 0, 1), (False, 1, 2)]


def test_a_device_shows_an_indicator_once_a_day_of_japan() -> None:
    flows = [FLOW, FLOW, {**FLOW, "src_ip": "192.168.1.11"}, FLOW]

    found = Matcher(set_of("203.0.113.5")).sightings([columns(flows, step=timedelta(hours=5))])

    assert [(one.device, one.count) for one in found] == [
        ("192.168.1.10", 2),
        ("192.168.1.11", 1),
        ("192.168.1.10", 1),
    ]
    assert len({one.id for one in found}) == 3


def test_fields_that_say_the_same_are_one_sighting() -> None:
    row = {"query": "evil.com", "r-dns": "www.evil.com", "cs-host": "evil.com", "c-uri": ["/x", "evil.com/x"]}

    (one,) = Matcher(set_of("evil.com")).sightings([columns([row])])

    assert one.count == 1


@pytest.mark.parametrize(
    ("about", "seen"),
    [
        (About(valid_until=NOON), []),
        (About(valid_until=NOON + timedelta(seconds=61)), [0, 1]),
        (About(valid_from=NOON + timedelta(seconds=61)), [2]),
        (About(), [0, 1, 2]),
    ],
)
def test_an_indicator_counts_only_for_events_of_its_time(about: About, seen: list[int]) -> None:
    rows = [{**FLOW, "src_ip": f"192.168.1.{number}"} for number in range(3)]

    found = Matcher(set_of("203.0.113.5", about=about)).sightings([columns(rows)])

    assert [one.ordinal for one in found] == seen


def test_an_event_without_a_time_counts_as_of_when_it_came() -> None:
    (one,) = Matcher(set_of("203.0.113.5")).sightings([columns([{**FLOW, "time": None}])])

    assert one.time is None
    assert one.moment == NOON


def test_what_comes_from_outside_is_told_of_the_device_inside() -> None:
    row = {"src_ip": "203.0.113.5", "dst_ip": "192.168.1.20"}

    (one,) = Matcher(set_of("203.0.113.5")).sightings([columns([row])])

    assert (one.direction, one.device) == ("in", "192.168.1.20")


def test_a_computer_that_reports_on_itself_is_the_device() -> None:
    row = {"SourceIp": "192.168.1.10", "DestinationIp": "203.0.113.5", "sensor": "経理-PC01"}

    (one,) = Matcher(set_of("203.0.113.5")).sightings([columns([row], source="windows.winlogbeat")])

    assert one.device == "経理-PC01"


def test_events_of_tenants_stay_apart() -> None:
    found = MATCHER.sightings([columns([{"query": "evil.com"}], tenant=one) for one in ("sakura", "fuji")])

    assert sorted(one.tenant for one in found) == ["fuji", "sakura"]


def test_columns_of_every_form_are_read() -> None:
    plain = columns([{"query": "evil.com", "dst_ip": None, "md5": "x"}, {"query": None}])
    encoded = pa.RecordBatch.from_arrays(
        [one.dictionary_encode() if pa.types.is_string(one.type) else one for one in plain.columns],
        names=plain.schema.names,
    )
    small = plain.select(["time", "received_at", "f.query"])

    for batch in (plain, encoded, small, plain.slice(0, 1), encoded.slice(0, 1)):
        assert [one.value for one in MATCHER.sightings([batch])] == ["evil.com"]
    assert MATCHER.sightings([plain.slice(1), encoded.slice(1), columns([])]) == []
    assert MATCHER.sightings([]) == []


def test_the_first_event_is_told_and_all_batches_are_counted() -> None:
    late = columns([FLOW, FLOW], start=NOON + timedelta(hours=1))
    early = columns([FLOW | {"query": "203.0.113.5"}, FLOW], step=-timedelta(minutes=1))

    (one,) = Matcher(set_of("203.0.113.5")).sightings([late, early])

    assert (one.moment, one.count) == (NOON - timedelta(minutes=1), 4)


def test_of_a_field_with_two_names_the_first_is_told() -> None:
    events = columns([{"dest_ip": one, "dst_ip": one} for one in ("203.0.113.5", "198.51.100.1", "203.0.113.5")])
    other = columns([{"dest_ip": "198.51.100.1", "dst_ip": "203.0.113.5"}])

    assert [(one.field, one.count) for one in MATCHER.sightings([events])] == [("dest_ip", 2)] * 2
    assert [(one.field, one.count) for one in MATCHER.sightings([other])] == [("dst_ip", 1)] * 2
