"""Twin of `otasuke.normalise.times`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otasuke.normalise.times import from_epoch, parse_clf_time, parse_syslog_time, parse_time, time_of

NOON = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01T12:00:00Z", NOON),
        ("2024-05-01 12:00:00", NOON),
        ("2024/05/01 12:00:00", NOON),
        ("2024-05-01 12:00", NOON),
        ("2024-05-01T21:00:00+09:00", NOON),
        ("2024-05-01T21:00:00.000+0900", NOON),
        ("2024-05-01T12:00:00.1234567Z", NOON + timedelta(microseconds=123456)),
        ("2024-05-01T12:00:00.123456789Z", NOON + timedelta(microseconds=123456)),
        ("2024-05-01 12:00:00,5 UTC", NOON + timedelta(milliseconds=500)),
        ("2024-05-01", NOON.replace(hour=0)),
        ("1714564800", NOON),
        ("1714564800.5", NOON + timedelta(milliseconds=500)),
        ("1714564800000", NOON),
        ("1714564800000000", NOON),
        ("1714564800000000000", NOON),
        ("/Date(1714564800000)/", NOON),
        ("/Date(1714564800000+0900)/", NOON),
        ("01/May/2024:21:00:00 +0900", NOON),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_every_notation(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["1601-01-01T00:00:00.0000000Z", "2099-12-31T23:59:59Z"])
def test_a_wrong_clock_stays_as_it_is(text: str) -> None:
    moment = parse_time(text)

    assert moment is not None
    assert text.startswith(f"{moment:%Y-%m-%dT%H:%M:%S}")


@pytest.mark.parametrize(
    "text", ["", "-", "now", "2024-13-01", "2024-05-01T25:00:00Z", "9" * 40, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_time_gives_none(text: str) -> None:
    assert parse_time(text) is None


def test_a_syslog_time_of_december_received_in_january_is_of_last_year() -> None:
    received = datetime(2024, 1, 1, 0, 5, tzinfo=UTC)

    moment = parse_syslog_time("Dec 31 23:59:00 host sshd[1]: x", received)

    assert moment == datetime(2023, 12, 31, 23, 59, tzinfo=UTC)


def test_a_leap_day_in_a_syslog_line_finds_the_leap_year() -> None:
    moment = parse_syslog_time("Feb 29 01:02:03", datetime(2025, 1, 1, tzinfo=UTC))

    assert moment == datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)


def test_booleans_and_containers_are_no_times() -> None:
    assert [time_of(value) for value in (True, None, [], {})] == [None] * 4
    assert time_of(1714564800) == NOON


@pytest.mark.parametrize("zone", ["+24:00", "-29", "+99:59", "-2460"])
def test_a_zone_a_day_and_more_from_utc_is_no_time(zone: str) -> None:
    assert parse_time(f"2024-03-29T12:00:00{zone}") is None
    assert parse_clf_time(f"29/Mar/2024:12:00:00 {zone.replace(':', '')}") is None
    assert parse_syslog_time(f"Mar 29 2024 12:00:00 {zone}: x", NOON) in (None, datetime(2024, 3, 29, 12, tzinfo=UTC))


TIME_LIKE = st.from_regex(
    r"(\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?|\d\d/Mar/\d{4}:\d\d:\d\d:\d\d ?)[+-]\d\d(:?\d\d)?", fullmatch=True
)


PLAIN = st.from_regex(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{3}|\.[0-9]{6})?(Z|[+-][0-9]{2}:?[0-9]{2})",
    fullmatch=True,
)


@given(PLAIN)
@example("0001-01-01T00:00:00+09:00")
@example("2016-12-31T23:59:60Z")
@example("2024-05-01T12:00:00+09:75")
def test_a_time_that_most_write_is_read_as_the_same_time_written_otherwise(text: str) -> None:
    assert parse_time(text) == parse_time(text.replace("T", " "))


@given(st.text(max_size=40) | TIME_LIKE)
def test_no_text_makes_a_reader_raise(text: str) -> None:
    for read in (parse_time, parse_clf_time, lambda t: parse_syslog_time(t, NOON)):
        moment = read(text)

        assert moment is None or moment.tzinfo is UTC


@given(st.one_of(st.floats(), st.integers()))
def test_no_number_makes_a_reader_raise(number: float) -> None:
    moment = from_epoch(number)

    assert moment is None or moment.tzinfo is UTC


ROME = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-29 15:00:50", "2024-03-29 14:00:50"),
        ("2024-03-29 15:00:50 UTC", "2024-03-29 15:00:50"),
        ("2024-03-29 15:00:50 JST", "2024-03-29 06:00:50"),
        ("2024-03-29T15:00:50Z", "2024-03-29 15:00:50"),
        ("2024-03-29T15:00:50+09:00", "2024-03-29 06:00:50"),
        ("[29/Mar/2024:15:00:50]", "2024-03-29 14:00:50"),
        ("[29/Mar/2024:15:00:50 +0900]", "2024-03-29 06:00:50"),
        ("1711724450", "2024-03-29 15:00:50"),
    ],
)
def test_only_a_time_that_names_no_zone_is_in_the_given_one(text: str, utc: str) -> None:
    assert str(parse_time(text, ROME)) == f"{utc}+00:00"


@pytest.mark.parametrize(
    ("text", "utc"),
    [("Mar 29 15:00:50", "14"), ("Mar 29 2024 15:00:50 UTC", "15"), ("Mar 29 15:00:50 JST:", "06")],
)
def test_a_syslog_time_is_in_the_given_zone_unless_it_names_one(text: str, utc: str) -> None:
    moment = parse_syslog_time(text, datetime(2024, 3, 29, tzinfo=UTC), ROME)

    assert str(moment) == f"2024-03-29 {utc}:00:50+00:00"
