"""From what was found to who is told: detections, alerts, incidents and messages of a company in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import DataError, IntegrityError, transaction

from otasuke.findings.live import JOURNAL, LiveDetection
from otasuke.web.alerts import services as alerts
from otasuke.web.alerts.happenings import clean
from otasuke.web.alerts.models import Unreadable
from otasuke.web.customers.models import Customer
from otasuke.web.flows.campaigning import join_campaigns
from otasuke.web.flows.models import ReadUntil
from otasuke.web.flows.telling import tell
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.taking_in import take_in
from otasuke.web.reaction.offering import offer_for
from otasuke.web.tenancy.scope import across, tenant_scope

_log = logging.getLogger(__name__)
_LONGEST = 100_000


def read_until() -> int:
    """The number of the entry of the journal up to which all is written down; 0: nothing is."""
    return ReadUntil.objects.filter(journal=JOURNAL).values_list("number", flat=True).first() or 0


@transaction.atomic
def arrived(found: Iterable[LiveDetection], *, until: int, at: datetime) -> list[Incident]:
    """Write down what was found, and that the journal was read up to this number; the incidents that are new or say more.

    All of it, or nothing. What one company's detections cannot be written for is kept aside (`Unreadable`), and keeps nobody else waiting.
    """
    ReadUntil.objects.update_or_create(journal=JOURNAL, defaults={"number": until})
    by_tenant: dict[str, list[LiveDetection]] = {}
    for one in found:
        by_tenant.setdefault(one.tenant, []).append(one)
    with across("what was found at all companies comes in one journal"):
        known = dict(Customer.objects.filter(tenant__in=by_tenant).values_list("tenant", "id"))
    changed = [
        incident
        for tenant, ones in by_tenant.items()
        if (customer := known.get(tenant))
        for incident in _at_company(customer, ones, at=at)
    ]
    if changed:
        join_campaigns(changed, at=at)
    return changed


def _at_company(customer: UUID, found: Sequence[LiveDetection], *, at: datetime) -> list[Incident]:
    try:
        return _written(customer, found, at=at)
    except (DataError, IntegrityError, ValueError) as error:
        if len(found) == 1:
            _put_aside(found[0], error, at=at)
            return []
    middle = len(found) // 2
    return [*_at_company(customer, found[:middle], at=at), *_at_company(customer, found[middle:], at=at)]


def _written(customer: UUID, found: Sequence[LiveDetection], *, at: datetime) -> list[Incident]:
    with tenant_scope(customer), transaction.atomic():
        recorded = alerts.record(customer, found, at=at)
        incidents = take_in(customer, recorded.news, repeated=recorded.repeated, at=at)
        for incident in incidents:
            tell(incident, at=at)
            offer_for(incident, at=at)
        return incidents


def _put_aside(one: LiveDetection, error: Exception, *, at: datetime) -> None:
    _log.error("detection.unwritable tenant=%s rule=%s %s", one.tenant, one.rule_id, type(error).__name__)
    content = orjson.dumps(one, option=orjson.OPT_NON_STR_KEYS).decode("utf-8", "replace")
    Unreadable.objects.create(
        tenant=clean(one.tenant, longest=64),
        content=clean(content, longest=_LONGEST),
        error=clean(f"{type(error).__name__}: {error}"),
        at=at,
    )
