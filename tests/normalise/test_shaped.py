"""Twin of `otasuke.normalise.shaped`."""

from __future__ import annotations

from datetime import UTC, datetime

from otasuke.events import LogSource
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import Context
from otasuke.normalise.shaped import record_number, shape_event

CONTEXT = Context(received_at=datetime(2024, 5, 2, tzinfo=UTC), sensor="gateway")


def _one_class(_keys: Keys) -> Class:
    return Class((LogSource("p"),), {"Image": "exe"})


SHAPE = Shape(name="s", keys=("k",), classify=_one_class, times=("bad", "t"), sensors=("h",), records=("n",))


def test_time_sensor_number_and_aliases_follow_the_shape() -> None:
    record = {"bad": "soon", "t": "2024-05-01T00:00:00Z", "h": ["a", "b"], "n": 9, "exe": "x"}

    event = shape_event(SHAPE, record, CONTEXT, 3)

    assert event.time == datetime(2024, 5, 1, tzinfo=UTC)
    assert (event.sensor, event.record, event.source) == ("a", 9, "s")
    assert event.fields["Image"] == "x"


def test_what_the_record_does_not_say_comes_from_the_context() -> None:
    event = shape_event(SHAPE, {}, CONTEXT, 3)

    assert (event.time, event.sensor, event.record) == (None, "gateway", 3)


def test_only_a_plain_number_is_a_record_number() -> None:
    assert [record_number(text, 3) for text in ("12", "-1", "1.5", "", "９", "9" * 19)] == [12, 3, 3, 3, 3, 3]
