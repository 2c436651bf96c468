"""Companies of the world play in a story: their devices get the names that they have there, and what they need to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Min

from otasuke.advice.colour import Colour
from otasuke.web.customers.models import Customer
from otasuke.web.flows.telling import KIND
from otasuke.web.incidents.models import Incident
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import add_device, hand_out
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.world.services import found_world

_KNOWN = timedelta(days=60)
"""So long a company of a story was watched: what is usual there is known."""


def cast(parts: Sequence[Mapping[str, Any]], *, now: datetime) -> list[dict[str, str]]:
    """Let companies play: each part has a `tenant` and `devices` with `key`, `name`, `kind` and `brand`. What each may send with.

    Raises NotADemo, BrokerAway.
    """
    found_world(1)
    return [one for part in parts for one in _cast(part, now)]


def _cast(part: Mapping[str, Any], now: datetime) -> list[dict[str, str]]:
    with across("which company plays"):
        customer = Customer.objects.get(tenant=part["tenant"])
    given = []
    for wanted in part["devices"]:
        device = _device(customer, wanted)
        given.append({"tenant": customer.tenant, "key": wanted["key"], "token": hand_out(device, actor=None).token})
    with tenant_scope(customer.id):
        Device.objects.filter(customer=customer).update(first_seen=now - _KNOWN, last_seen=now)
    return given


def _device(customer: Customer, wanted: Mapping[str, str]) -> Device:
    with tenant_scope(customer.id):
        found = Device.objects.filter(customer=customer, name=wanted["name"], kind=wanted["kind"], removed=None).first()
    return found or add_device(customer, name=wanted["name"], kind=wanted["kind"], brand=wanted["brand"], actor=None)


def told(since: datetime) -> list[dict[str, Any]]:
    """The incidents that were opened since, and when their owners were told: when the first message was in somebody's hands."""
    with across("what became of the stories"):
        found = Incident.objects.filter(opened_at__gte=since, merged_into=None).select_related("customer", "campaign")
        return [_told(one) for one in found.order_by("opened_at")]


def _told(incident: Incident) -> dict[str, Any]:
    message = Message.objects.filter(about_kind=KIND, about_id=incident.id).first()
    out = Delivery.objects.filter(message=message, accepted_at__isnull=False).aggregate(at=Min(F("accepted_at")))["at"]
    return {
        "code": incident.code,
        "company": incident.customer.name,
        "tenant": incident.customer.tenant,
        "colour": incident.level.value,
        "title": incident.title,
        "opened_at": incident.opened_at.isoformat(),
        "out_at": out.isoformat() if out and incident.level in (Colour.RED, Colour.YELLOW) else None,
        "campaign": incident.campaign.code if incident.campaign else "",
    }
