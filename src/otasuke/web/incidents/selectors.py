"""Reading incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from otasuke.jp.writing import fold_width
from otasuke.web.incidents.models import Entry, Incident, Seen
from otasuke.web.incidents.states import OPEN
from otasuke.web.tenancy.scope import across

_ALONG = ("customer", "assigned_to", "campaign", "lead__machine", "merged_into")


def incident_coded(code: str) -> Incident | None:
    """The incident of this code, of whatever company: for staff."""
    with across("an incident is found by its code"):
        return Incident.objects.select_related(*_ALONG).filter(code=code.strip().upper()).first()


def open_incidents(customer: UUID) -> Sequence[Incident]:
    """Those of a company that somebody still has to do something about, the newest first; its scope is open."""
    found = Incident.objects.filter(customer=customer, state__in=sorted(one.value for one in OPEN), is_drill=False)
    return list(found.select_related(*_ALONG).order_by("-opened_at"))


def coded_like(words: str, *, most: int) -> Sequence[Incident]:
    """Incidents whose code begins so, or whose title says so; the newest first, of all companies."""
    words = fold_width(words)
    if len(words) < 2:
        return []
    code = words.upper() if words.upper().startswith("J-") else f"J-{words.upper()}"
    with across("search over the incidents of all companies"):
        meant = Q(code__startswith=code) | Q(title__icontains=words)
        found = Incident.objects.filter(meant, is_drill=False).select_related(*_ALONG)
        return list(found.order_by("-opened_at")[:most])


def timeline(incident: Incident) -> Sequence[Entry]:
    """Its story, in order; its scope is open."""
    return list(
        Entry.objects.filter(incident=incident)
        .select_related("by", "alert__machine")
        .order_by("at", "written_at", "id")
    )


def last_seen(incident: Incident, person: UUID) -> datetime | None:
    """When somebody opened it last; None: never."""
    return Seen.objects.filter(incident=incident, by=person).values_list("at", flat=True).first()
