"""A time that the kernel reads is the one that `normalise.times` reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from detect.kernel.test_gather import columns_of
from otasuke.normalise.times import JST, parse_time

_moments = st.datetimes(datetime(1500, 1, 1), datetime(9990, 1, 1))  # noqa: DTZ001  # bounds have no zone
_forms = st.sampled_from(
    ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%b/%Y:%H:%M:%S"]
)
_zones = st.sampled_from(["", "Z", "+09:00", "-0330", "+23:59", " UTC", "+24:00", "+09"])
_fractions = st.integers(0, 999_999_999).map(lambda number: f".{number}") | st.sampled_from(
    ["", ",5", ".", ".1234567890123"]
)


@given(st.lists(st.tuples(_moments, _forms, _fractions, _zones), min_size=1, max_size=20))
def test_any_time_is_read_as_the_normalisers_read_it(parts: list[tuple[datetime, str, str, str]]) -> None:
    texts = [moment.strftime(form) + fraction + zone for moment, form, fraction, zone in parts]

    columns = columns_of(*({"EventTime": text} for text in texts))

    expected = [parse_time(text, JST) for text in texts]
    assert [moment and moment.astimezone(UTC) for moment in columns.column("time").to_pylist()] == expected


def test_every_day_of_a_leap_year_and_its_neighbours_exists_once() -> None:
    days = [datetime(1999, 12, 1, tzinfo=UTC) + timedelta(days=number) for number in range(800)]

    columns = columns_of(*({"UtcTime": f"{day:%Y-%m-%d} 00:00:00"} for day in days))

    assert columns.column("time").to_pylist() == days


def test_what_is_no_day_is_no_time() -> None:
    columns = columns_of(
        *({"UtcTime": f"{day} 00:00:00"} for day in ("2023-02-29", "2100-02-29", "2024-04-31", "2024-13-01"))
    )

    assert columns.column("time").to_pylist() == [None] * 4
