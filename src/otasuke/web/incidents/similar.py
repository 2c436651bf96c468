"""Incidents of before that are like one: the same rule, device, person or counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from otasuke.web.incidents.models import Incident, Thing
from otasuke.web.incidents.states import State
from otasuke.web.tenancy.scope import across

MOST = 6


@dataclass(frozen=True, slots=True)
class Similar:
    """Another incident, and what the two have in common: rule, device, person or counterpart."""

    incident: Incident
    shared: tuple[str, ...]


def similar_to(incident: Incident) -> Sequence[Similar]:
    """At the same company by rule, device or person; at every company by counterpart. The newest first."""
    mine = list(Thing.objects.filter(incident=incident).values_list("kind", "value"))
    with across("what happened elsewhere helps to judge what happens here"):
        by_things = Q()
        for kind, value in mine:
            here = Q() if kind == "counterpart" else Q(customer=incident.customer_id)
            by_things |= Q(kind=kind, value=value) & here
        shared: dict[object, set[str]] = {}
        if mine:
            rows = Thing.objects.filter(by_things).exclude(incident=incident.id)
            for other, kind in rows.values_list("incident_id", "kind").order_by("-incident__opened_at")[:200]:
                shared.setdefault(other, set()).add(kind)
        rule = Q(lead__rule_id=incident.lead.rule_id, customer=incident.customer_id)
        found = Incident.objects.filter(Q(id__in=list(shared)) | rule, is_drill=False)
        found = found.exclude(id=incident.id).exclude(state=State.MERGED.value).select_related("customer", "lead")
        return [
            Similar(one, _shared(one, incident, shared.get(one.id, set())))
            for one in found.order_by("-opened_at")[:MOST]
        ]


def _shared(one: Incident, incident: Incident, kinds: set[str]) -> tuple[str, ...]:
    rule = ("rule",) if one.lead.rule_id == incident.lead.rule_id else ()
    return (*rule, *(kind for kind in ("device", "person", "counterpart") if kind in kinds))
