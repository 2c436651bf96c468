from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from otasuke.detect.scalars import parse_address, parse_number, parse_time


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5.0),
        (" -1.5e3 ", -1500.0),
        (".5", 0.5),
        ("007", 7.0),
        ("", None),
        ("0x1f", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("１", None),
        ("1" * 500, None),
    ],
)
def test_only_decimal_texts_are_numbers(text: str, number: float | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1", "10.0.0.1"),
        (" fe80::1 ", "fe80::1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("10.0.0.1:80", None),
        ("010.0.0.1", None),
        ("", None),
        ("1" * 500, None),
    ],
)
def test_addresses_are_read_exactly(text: str, address: str | None) -> None:
    assert parse_address(text) == (None if address is None else ip_address(address))


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29T23:30:00Z",
        "2024-02-29 23:30:00",
        "2024-03-01T08:30:00+09:00",
        "2024-02-29T23:30:00.0000000Z",
        "1709249400",
    ],
)
def test_times_are_read_in_utc(text: str) -> None:
    assert parse_time(text) == datetime(2024, 2, 29, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "1e300", "0001-01-01T00:00:00+10:00", "2024-13-01"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None
