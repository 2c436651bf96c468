"""A reader gives the events of a span of time, and the columns that were asked for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event
from otasuke.lake.columns import BATCH, FIELD
from otasuke.lake.reader import LakeReader
from otasuke.lake.writer import LakeWriter


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Six events, one an hour; the third has another field."""
    for number in range(6):
        writer = LakeWriter(tmp_path, SAKURA)
        extra = {"Extra": ("x", "y")} if number == 2 else {}
        writer.add(f"b{number}", [event(number, time=NOON + timedelta(hours=number), **extra)])
        writer.flush()
    return tmp_path


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(None, None, [0, 1, 2, 3, 4, 5]), (2, None, [2, 3, 4, 5]), (None, 2, [0, 1]), (1, 3, [1, 2]), (9, None, [])],
)
def test_a_span_begins_with_since_and_ends_before_until(
    lake: Path, since: int | None, until: int | None, expected: list[int]
) -> None:
    moments = [None if hours is None else NOON + timedelta(hours=hours) for hours in (since, until)]

    found = LakeReader(lake, SAKURA).events(since=moments[0], until=moments[1])

    assert [one.record for one in found] == expected


def test_only_the_columns_that_are_wanted_and_there_are_read(lake: Path) -> None:
    batches = list(LakeReader(lake, SAKURA).batches([FIELD + "Extra", BATCH]))

    assert [set(batch.schema.names) - {"time", "received_at"} for batch in batches] == [
        {BATCH, FIELD + "Extra"} if number == 2 else {BATCH} for number in range(6)
    ]


def test_who_has_no_events_has_none(tmp_path: Path) -> None:
    assert list(LakeReader(tmp_path, SAKURA).events()) == []
