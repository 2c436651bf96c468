"""Many small things on one device that together look like an attack: the newest of them disturbs. The company's scope is open."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.risk import WITHIN, Part, tactics_of
from otasuke.web.alerts.risk import raised as to_raise
from otasuke.web.ui.sentences import as_data

_LEVEL = "high"
"""Its words are those of what disturbs."""


def raise_together(customer: UUID, batch: Iterable[Alert]) -> list[Alert]:
    """Make those disturb that have to, also in the database if they were there before; which these are."""
    by_device: dict[tuple[UUID | None, str], dict[UUID, Alert]] = {}
    for one in batch:
        if not one.held_by and (one.machine_id or one.device):
            by_device.setdefault(_device(one), {})[one.id] = one
    return [raised for here in by_device.values() if (raised := _raise_one(customer, here))]


def _raise_one(customer: UUID, here: dict[UUID, Alert]) -> Alert | None:
    newest = max(here.values(), key=lambda one: one.last_seen)
    if newest.disturbs or not tactics_of(newest.tags):
        return None
    device, name = _device(newest)
    same = Q(machine=device) if device else Q(machine=None, device__iexact=name)
    since = newest.last_seen - WITHIN
    before = Alert.objects.filter(same, customer=customer, held_by="", closed_at=None, last_seen__gte=since)
    near = {one.id: one for one in before} | here
    # What an alert belongs to is incidents' own: somebody is busy with it.
    busy = set(Alert.objects.filter(id__in=near, belonging__isnull=False).values_list("id", flat=True))
    told = to_raise([_part(one, is_known=one.id in busy) for one in near.values()])
    if told is None or told[0] not in here:
        return None
    found = here[told[0]]
    found.colour, found.raised_why = Colour.YELLOW.value, as_data(told[1])
    found.happening = found.happening | {"level": _LEVEL}
    return found


def _device(alert: Alert) -> tuple[UUID | None, str]:
    return (alert.machine_id, "") if alert.machine_id else (None, alert.device.casefold())


def _part(alert: Alert, *, is_known: bool) -> Part:
    tactics, blocked = tactics_of(alert.tags), bool(alert.happening.get("blocked"))
    return Part(alert.id, alert.rule_id, Colour(alert.colour), alert.level, tactics, alert.last_seen, is_known, blocked)
