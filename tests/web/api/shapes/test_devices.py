"""Devices, as they are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from otasuke.web.api.shapes.devices import KindName, device_shown
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Kind

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_all_kinds_are_known() -> None:
    assert set(get_args(KindName)) == {one.value for one in Kind}


def test_a_device_is_shown_as_it_is_now() -> None:
    row = Device(
        code="nas-1", name="NAS", kind="nas", seat=False, added=NOON, handed_out=NOON, first_seen=NOON, last_seen=NOON
    )

    assert device_shown(row, now=NOON).state == "connected"
    assert device_shown(row, now=NOON + timedelta(days=30)).state == "silent"
