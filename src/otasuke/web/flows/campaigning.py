"""The same attack at several companies is one campaign, so that staff see to it once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from otasuke.findings.common import is_common
from otasuke.findings.traces import TraceKind
from otasuke.web.audit.services import record
from otasuke.web.incidents.codes import new_code
from otasuke.web.incidents.models import Campaign, Entry, Incident, Trace
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.sentences import _, as_data

_WITHIN = timedelta(days=7)
_WEAK = frozenset({TraceKind.FILE.value, TraceKind.SUBJECT.value})
"""They join only together: many a forged mail has the subject `請求書`, or an attachment `invoice.zip`."""
Key = tuple[tuple[str, str], ...]


def join_campaigns(incidents: Iterable[Incident], *, at: datetime) -> list[Campaign]:
    """Look whether incidents are part of what came to other companies too; the campaigns that they are part of now."""
    with across("an attack may come to several companies"):
        return [found for one in incidents if (found := _join(one, at=at)) is not None]


def _join(incident: Incident, *, at: datetime) -> Campaign | None:
    keys = keys_of(_traces(incident))
    others = _sharing(incident, keys)
    if not others:
        return incident.campaign
    shared = sorted({trace for keys_of_other in others.values() for key in keys_of_other for trace in key})
    campaign = next((one.campaign for one in (incident, *others) if one.campaign_id), None)
    if campaign is None:
        campaign = Campaign.objects.create(code=new_code("C"), made_at=at)
    campaign.traces = sorted({tuple(one) for one in campaign.traces} | set(shared))[:50]
    campaign.save(update_fields=["traces"])
    for one in (incident, *others):
        _be_part(one, campaign, at=at)
    return campaign


def _traces(incident: Incident) -> list[tuple[str, str]]:
    found = Trace.objects.filter(incident=incident).values_list("kind", "value")
    return [(kind, value) for kind, value in found if not is_common(value)]


def keys_of(traces: Sequence[tuple[str, str]]) -> list[Key]:
    """What joins: a strong trace alone, a file together with a subject."""
    files = [one for one in traces if one[0] == TraceKind.FILE.value]
    subjects = [one for one in traces if one[0] == TraceKind.SUBJECT.value]
    strong: list[Key] = [(one,) for one in traces if one[0] not in _WEAK]
    return strong + [(file, subject) for file in files for subject in subjects]


def _sharing(incident: Incident, keys: Sequence[Key]) -> Mapping[Incident, list[Key]]:
    """Incidents of other companies with one of these keys, at about the same time."""
    if not keys:
        return {}
    wanted = Q()
    for kind, value in {trace for key in keys for trace in key}:
        wanted |= Q(kind=kind, value=value)
    near = Trace.objects.filter(wanted, at__gte=incident.first_seen - _WITHIN, at__lte=incident.last_seen + _WITHIN)
    rows = near.exclude(customer=incident.customer_id).values_list("incident_id", "kind", "value")
    of_other: dict[UUID, set[tuple[str, str]]] = {}
    for other, kind, value in rows:
        of_other.setdefault(other, set()).add((kind, value))
    found = {id: [key for key in keys if set(key) <= traces] for id, traces in of_other.items()}
    fitting = {id: ones for id, ones in found.items() if ones}
    incidents = Incident.objects.filter(id__in=fitting, is_drill=False).select_related("campaign")
    return {one: fitting[one.id] for one in incidents.order_by("opened_at")}


def _be_part(incident: Incident, campaign: Campaign, *, at: datetime) -> None:
    if incident.campaign_id == campaign.id:
        return
    incident.campaign = campaign
    incident.save(update_fields=["campaign"])
    words = as_data(_("ほかの会社にも来た攻撃です（%(code)s）。", code=campaign.code))
    Entry.objects.create(customer_id=incident.customer_id, incident=incident, at=at, kind="campaign", words=words)
    record(
        "incident.campaign",
        actor=None,
        customer=incident.customer_id,
        target=f"incident {incident.id}",
        code=campaign.code,
    )
