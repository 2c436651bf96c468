from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.health.event import HealthEvent, Kind, duration_words, event_id, from_json, to_json

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


@given(st.text(), st.text(), st.sampled_from(Kind), st.floats(0, 1e9))
def test_an_event_comes_back_from_its_message(sensor: str, words: str, kind: Kind, figure: float) -> None:
    event = HealthEvent("id", kind, "sakura", sensor, NOON, NOON + timedelta(minutes=40), words, {"quiet_s": figure})

    assert from_json(to_json(event)) == event


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"since": "x", "at": "y"}', b'{"since": 1, "at": 2}'])
def test_other_bytes_are_no_event(data: bytes):
    with pytest.raises(ValueError):
        from_json(data)


def test_the_same_happening_has_the_same_id_and_another_has_another():
    first = event_id(Kind.SENSOR_SILENT, "sakura", "utm", NOON)

    assert event_id(Kind.SENSOR_SILENT, "sakura", "utm", NOON) == first
    others = {
        event_id(Kind.SENSOR_BACK, "sakura", "utm", NOON),
        event_id(Kind.SENSOR_SILENT, "fuji", "utm", NOON),
        event_id(Kind.SENSOR_SILENT, "sakura", "utm-2", NOON),
        event_id(Kind.SENSOR_SILENT, "sakura", "utm", NOON + timedelta(seconds=1)),
        event_id(Kind.SENSOR_SILENT, "sakura\0", "utm", NOON),
    }
    assert len(others - {first}) == 5


@pytest.mark.parametrize(
    ("seconds", "words"), [(59, "59 seconds"), (2400, "40 minutes"), (7200, "2 hours"), (3.5 * 86400, "3 days")]
)
def test_a_length_of_time_is_said_in_the_largest_unit_that_fits_twice(seconds: float, words: str):
    assert duration_words(seconds) == words
