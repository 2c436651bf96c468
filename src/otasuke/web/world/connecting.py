"""Devices of the world's companies: handed out, and heard, without anybody sending. Needs the broker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from otasuke.enrol.presence import Presence
from otasuke.web.contracts.models import Contract
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.heard import read_until, write_heard
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import hand_out
from otasuke.web.tenancy.scope import across
from otasuke.web.world.companies import BLOCK, Invented, invent
from otasuke.web.world.equipment import equipment_of
from otasuke.web.world.services import found_world

_BEGUN = (State.RUNNING.value, State.ENDING.value)
_A_WHILE = timedelta(seconds=1)


def connect(*, now: datetime) -> int:
    """Let the devices of the first companies whose service has begun send, and be heard now; how many there are.

    now  is not before the present. Raises NotADemo, BrokerAway.
    """
    seed = found_world(1).seed
    heard = [one for company in range(BLOCK) for one in _devices(invent(company, seed), seed)]
    for device in heard:
        if not device.credential_id:
            hand_out(device, actor=None)
    with across("what the demo's devices are called"):
        tenants = dict(Customer.objects.values_list("id", "tenant"))
    # A device is connected if it was heard since it was handed out.
    at = max(now, timezone.now()) + _A_WHILE
    write_heard([Presence(tenants[one.customer_id], one.code, at) for one in heard], until=read_until())
    return len(heard)


def _devices(one: Invented, seed: int) -> Iterator[Device]:
    """Those of a company that are heard."""
    silent = {thing.name for thing in equipment_of(one, seed) if not thing.is_heard}
    with across("devices of the demo"):
        begun = Contract.objects.filter(state__in=_BEGUN).values("customer")
        found = Device.objects.filter(customer__tenant=one.facts.tenant, customer__in=begun, removed=None)
        yield from [device for device in found if device.name not in silent]
