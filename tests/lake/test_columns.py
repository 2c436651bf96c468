"""Events become columns and come back as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lake.cast import event, few_columns
from otasuke.events import Event, LogSource
from otasuke.lake.columns import FIELD, OTHERS, to_columns, to_events
from otasuke.lake.joining import joined

_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
_VALUES = _TEXT | st.lists(_TEXT, min_size=1, max_size=3).map(tuple)
_TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the strategy adds it
EVENTS = st.builds(
    Event,
    time=st.none() | _TIMES,
    received_at=_TIMES,
    source=_TEXT,
    sensor=_TEXT,
    logsources=st.lists(st.builds(LogSource, st.none() | _TEXT, st.none() | _TEXT), max_size=2).map(tuple),
    fields=st.dictionaries(_TEXT, _VALUES, max_size=4),
    record=st.integers(0, 2**63 - 1),
)


@given(st.lists(st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=3), st.integers(0, 5))
def test_events_come_back_as_they_were_however_few_columns_there_are(batches: list[list[Event]], most: int) -> None:
    with few_columns(most):
        table = joined([to_columns([("b", 0, one) for one in events]) for events in batches])

    assert sum(name.startswith(FIELD) for name in table.column_names) <= most

    back = [one for batch in table.combine_chunks().to_batches() for one in to_events(batch)]

    assert [_as_lists(one) for one in back] == [_as_lists(one) for events in batches for one in events]


def _as_lists(one: Event) -> Event:
    """A value alone is a list of one where another event has a list: rules see no difference."""
    return replace(
        one, fields={name: value if isinstance(value, tuple) else (value,) for name, value in one.fields.items()}
    )


def test_a_field_may_have_the_name_of_a_column() -> None:
    batch = to_columns([("b", 0, event(batch="x", source="y"))])

    (back,) = to_events(batch)

    assert (back.fields["batch"], back.fields["source"], back.source) == ("x", "y", "windows.flat")
    assert batch.column("batch").to_pylist() == ["b"]


def test_a_field_may_have_the_name_of_the_column_of_others() -> None:
    with few_columns(1):
        batch = to_columns([("b", 0, event(other_fields="x", Many=("1", "2")))])
        (back,) = to_events(batch)

    assert batch.column(OTHERS).to_pylist() == ['{"User":"花子","other_fields":"x","Many":["1","2"]}']
    assert back == event(other_fields="x", Many=("1", "2"))
