"""Times as arguments are of Japan unless they say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.times import parse_moment, parse_zone


@pytest.mark.parametrize(
    ("text", "end_of_day", "expected"),
    [
        ("2026-04-01", False, datetime(2026, 3, 31, 15, tzinfo=UTC)),
        ("2026-04-01", True, datetime(2026, 4, 1, 15, tzinfo=UTC)),
        ("2026-04-01T09:00", True, datetime(2026, 4, 1, tzinfo=UTC)),
        ("2026-04-01T09:00Z", False, datetime(2026, 4, 1, 9, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_of_japan(text: str, end_of_day: bool, expected: datetime) -> None:
    assert parse_moment(text, parse_zone(None), "--until", end_of_day=end_of_day) == expected


def test_no_time_stays_none_and_zones_have_names() -> None:
    assert parse_moment(None, UTC, "--since") is None
    assert parse_zone("UTC") is UTC
    assert str(parse_zone("Asia/Tokyo")) == "Asia/Tokyo"


def test_what_is_none_is_said() -> None:
    with pytest.raises(CliError, match="--since 'noon' is no time"):
        parse_moment("noon", UTC, "--since")
    with pytest.raises(CliError, match="the time zone 'Mars' is not known"):
        parse_zone("Mars")
