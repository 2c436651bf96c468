"""What the logs say themselves of an incident: the events behind an alert, and who else had to do with a counterpart."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.lake.errors import LakeError
from otasuke.lake.hunting.audit import Look, record_look
from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts.models import Alert
from otasuke.web.audit.services import record
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.incident import coded
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.incidents.records import BACK, hunt_for, records_of
from otasuke.web.tenancy.scope import across, tenant_scope


def _data() -> Path:
    return Path(settings.DATA_FOLDER)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def records(request: HttpRequest, staff: Staff, code: str, alert: UUID) -> HttpResponse:
    """元の記録. The events of an alert, as they were sent; opening them is recorded."""
    found = coded(code)
    wrong = False
    with tenant_scope(found.customer_id):
        one = Alert.objects.filter(id=alert, belonging__incident=found).select_related("machine").first()
        if one is None:
            raise Http404
        record(
            "incident.records",
            actor=staff.person,
            customer=found.customer_id,
            target=f"incident {found.id}",
            code=found.code,
            alert=str(one.id),
        )
        try:
            rows = records_of(one, lake=_data() / "lake", tenant=found.customer.tenant)
        except (LakeError, OSError):
            rows, wrong = (), True
    return page(request, staff, "incident_records", {"one": found, "alert": one, "rows": rows, "wrong": wrong})


@never_cache
@require_POST
@for_staff(Capability.SEE_ALERTS)
def hunted(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Who else had to do with a counterpart of this incident; of nobody else's, as this looks at what all companies sent."""
    found, words, now = coded(code), request.POST.get("for", ""), timezone.now()
    with tenant_scope(found.customer_id):
        if not words or not Alert.objects.filter(belonging__incident=found, counterpart=words).exists():
            raise Http404
        record(
            "incident.hunted",
            actor=staff.person,
            customer=found.customer_id,
            target=f"incident {found.id}",
            code=found.code,
        )
    shown: dict[str, object] = {"one": found, "words": words, "days": BACK.days}
    try:
        record_look(_data(), Look(now, staff.person.name, f"incident {found.code}", None, {"text": [words]}))
        outcome = hunt_for(words, lake=_data() / "lake", now=now)
    except (LakeError, OSError, ValueError):
        return page(request, staff, "incident_hunt", {**shown, "wrong": True}, status=503)
    with across("a counterpart was looked for at all companies"):
        names = dict(Customer.objects.filter(tenant__in=outcome.answer.by_tenant).values_list("tenant", "name"))
    by = [(tenant, names.get(tenant, tenant), count) for tenant, count in outcome.answer.by_tenant.most_common()]
    hits = [(names.get(one.tenant, one.tenant), one) for one in outcome.answer.hits]
    return page(request, staff, "incident_hunt", {**shown, "outcome": outcome, "by": by, "hits": hits})
