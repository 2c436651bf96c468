"""Alerts of before, as previews show them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.alerts.policy import About
from otasuke.web.alerts.silencing import Past
from otasuke.web.console.fitting import fitting


def test_devices_have_the_customer_s_names_and_what_is_not_known_is_left_out() -> None:
    about = About("minori", "r1", "d-1", "", "192.0.2.1")
    past = Past(UUID(int=1), about, "題", Colour.YELLOW, datetime(2026, 11, 24, tzinfo=UTC), 3, is_true=True)

    shown = fitting(past, {"d-1": "経理のパソコン"})

    assert shown.things == ["経理のパソコン", "192.0.2.1"]
    assert (shown.colour, shown.times, shown.is_true, shown.disturbed) == ("ki", 3, True, True)
