"""Rows of a part: of a span of time, of a range of a file, and whole events of some of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import NOON, SAKURA, event
from lake.hunting.cast import write
from otasuke.lake import writer
from otasuke.lake.hunting.parts import Part, parts_of
from otasuke.lake.hunting.rows import OpenPart


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Part:
    """Ten events, one a minute, in row groups of three; every third has a list, one has a field of a field's name."""
    monkeypatch.setattr(writer, "ROW_GROUP_ROWS", 3)
    events = [
        event(at, time=NOON + timedelta(minutes=at), Many=("x", str(at)))
        if at % 3 == 0
        else event(at, time=NOON + timedelta(minutes=at), **{"Many.Deep": "y"})
        for at in range(10)
    ]
    write(tmp_path, events)
    (part,) = parts_of(tmp_path, [SAKURA])
    return part


def records(part: Part, since: int | None = None, until: int | None = None) -> list[int]:
    moments = [None if minutes is None else NOON + timedelta(minutes=minutes) for minutes in (since, until)]
    with OpenPart(part, since=moments[0], until=moments[1]).rows() as rows:
        return [one.record for one in rows.events(rows.all.tolist())]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(None, None, range(10)), (4, None, range(4, 10)), (None, 4, range(4)), (3, 8, range(3, 8)), (99, None, [])],
)
def test_a_span_begins_with_since_and_ends_before_until(
    part: Part, since: int | None, until: int | None, expected: range
) -> None:
    assert records(part, since, until) == list(expected)


@pytest.mark.parametrize("span", [range(10), range(2, 7), range(3, 6), range(9, 10), range(4, 5)])
def test_rows_of_others_in_the_file_are_never_seen(part: Part, span: range) -> None:
    shared = replace(part, owners=((SAKURA, span),), rows=len(span))

    assert records(shared) == list(span)
    assert records(shared, 3, 8) == [at for at in span if 3 <= at < 8]
    with OpenPart(shared).rows() as rows:
        column = rows.field("Many")
        assert column is not None
        assert len(column.codes) == len(span)


def test_events_come_in_the_order_asked_for_and_whole(part: Part) -> None:
    with OpenPart(part).rows() as rows:
        nine, one = rows.events([9, 1])
        (narrow,) = rows.events([1], {"User", "Absent"})

    assert (nine.record, nine.fields["Many"]) == (9, ("x", "9"))
    assert one == event(1, time=NOON + timedelta(minutes=1), **{"Many.Deep": "y"})
    assert narrow.fields == {"User": "花子"}


def test_a_column_gives_each_different_value_once(part: Part) -> None:
    with OpenPart(part).rows() as rows:
        user, many, absent = rows.field("User"), rows.field("Many"), rows.field("Absent")

        assert user is not None
        assert list(user.values) == ["花子"]
        assert set(user.codes.tolist()) == {0}
        assert many is not None
        assert len(many.values) == 4
        assert many.codes.tolist().count(4) == 6
        assert absent is None
        assert rows.fields == ("Image", "Many", "Many.Deep", "User")


def test_only_some_columns_are_kept_in_memory(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.lake.hunting.rows._MOST_KEPT", 2)
    with OpenPart(part).rows() as rows:
        for name in (*rows.fields, *rows.fields):
            assert rows.field(name) is not None

        assert len(rows._columns) == 2
