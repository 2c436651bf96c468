"""Devices, as programs read and write them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from otasuke.web.api.shapes.parts import Shown, Written, line
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import LONGEST_NAME, Kind, State

KindName = Literal["windows", "macos", "linux", "utm", "nas"]


class DeviceShown(Shown):
    """機器. state: new (it cannot send yet), waiting, connected, silent. since: it was handed out, or heard last."""

    id: UUID
    code: str
    name: str
    kind: KindName
    brand: str
    seat: bool
    state: Literal["new", "waiting", "connected", "silent"]
    since: datetime | None
    added: datetime
    first_seen: datetime | None
    last_seen: datetime | None


class DevicePage(Shown):
    """Devices; next: the cursor of those that follow."""

    items: list[DeviceShown]
    next: str | None


class DeviceWritten(Written):
    """A device to write down. seat: whether it counts as a computer of the contract; null: as is usual of its kind."""

    name: Annotated[str, line(LONGEST_NAME, 1)]
    kind: KindName
    brand: Annotated[str, Field(pattern=r"^[a-z]{0,20}$", examples=["fortigate"])] = ""
    seat: bool | None = None


class DeviceChanged(Written):
    """What to call a device."""

    name: Annotated[str, line(LONGEST_NAME, 1)]


class HandoutShown(Shown):
    """What a device gets. token: it is shown once, and kept nowhere."""

    device: DeviceShown
    token: str


def device_shown(row: Device, *, now: datetime) -> DeviceShown:
    """A device as it is now."""
    standing = row.standing(now)
    return DeviceShown(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=Kind(row.kind).value,
        brand=row.brand,
        seat=row.seat,
        state=State(standing.state).value,
        since=standing.since,
        added=row.added,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
