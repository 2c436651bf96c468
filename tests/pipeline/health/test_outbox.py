from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.pipeline.health.event import HealthEvent, Kind
from otasuke.pipeline.health.outbox import Outbox

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def event(name: str, words: str = "") -> HealthEvent:
    return HealthEvent(name, Kind.SENSOR_SILENT, "sakura", "utm", NOON, NOON, words, {})


def test_what_was_told_waits_in_order_until_it_is_confirmed():
    outbox = Outbox()
    for name in ("b", "a", "c"):
        outbox.tell(event(name))

    outbox.confirm([event("a"), event("never told")])

    assert [one.id for one in outbox.waiting()] == ["b", "c"]


def test_the_same_happening_waits_once():
    outbox = Outbox([event("a")])

    outbox.tell(event("a", "again"))

    assert outbox.waiting() == [event("a", "again")]


def test_an_outbox_comes_back_from_what_was_saved():
    outbox = Outbox([event("a"), event("b")])

    assert Outbox.restored(outbox.saved()).waiting() == outbox.waiting()
    with pytest.raises(ValueError):
        Outbox.restored([b"{}"])
