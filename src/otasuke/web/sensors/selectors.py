"""Reading devices. Every question opens the scope of the one company that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from otasuke.web.customers.models import Customer
from otasuke.web.sensors.errors import NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import SEEN_WITHIN
from otasuke.web.tenancy.question import Question
from otasuke.web.tenancy.scope import read_scope

_DEVICES = Question(lambda: Device.objects.filter(removed=None).order_by("added", "id"))


def devices_of(customer: Customer) -> Sequence[Device]:
    """The devices of a company, as they were added."""
    with read_scope(customer.id):
        return _DEVICES.objects()


def device_of(customer: Customer, device: UUID) -> Device:
    """One of them. Raises NotFound, also if it is another's."""
    with read_scope(customer.id):
        found = Device.objects.filter(id=device, removed=None).first()
    if found is None:
        raise NotFound
    return found


def arrivals_of(customer: Customer, *, since: datetime) -> Sequence[Device]:
    """The devices that were heard for the first time, or again, after a moment; who came last stands last."""
    with read_scope(customer.id):
        return list(Device.objects.filter(removed=None, last_seen__gt=since).order_by("last_seen", "id"))


def seats_seen(devices: Sequence[Device], *, now: datetime) -> int:
    """How many computers are seen: they count by the contract, and were heard lately."""
    return sum(one.seat and one.last_seen is not None and one.last_seen > now - SEEN_WITHIN for one in devices)
