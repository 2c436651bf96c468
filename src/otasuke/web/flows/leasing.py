"""How devices call themselves that were given addresses, of all companies, written down with how far their journal was read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from otasuke.findings.leases import JOURNAL, Lease
from otasuke.web.alerts.naming import learn_leases
from otasuke.web.customers.models import Customer
from otasuke.web.flows.models import ReadUntil
from otasuke.web.tenancy.scope import across, tenant_scope

_log = logging.getLogger(__name__)


def read_until() -> int:
    """The number of the entry of the journal up to which all is written down; 0: nothing is."""
    return ReadUntil.objects.filter(journal=JOURNAL).values_list("number", flat=True).first() or 0


@transaction.atomic
def leased(leases: Iterable[Lease], *, until: int) -> None:
    """Write down who was given an address, and that the journal was read up to this number.

    What cannot be written of a company is left: it keeps nobody else waiting, and the device is called by its address.
    """
    ReadUntil.objects.update_or_create(journal=JOURNAL, defaults={"number": until})
    by_tenant: dict[str, list[Lease]] = {}
    for one in leases:
        by_tenant.setdefault(one.tenant, []).append(one)
    with across("devices of all companies are given addresses in one journal"):
        known = dict(Customer.objects.filter(tenant__in=by_tenant).values_list("tenant", "id"))
    for tenant, customer in known.items():
        _learn(customer, by_tenant[tenant])


def _learn(customer: UUID, leases: Sequence[Lease]) -> None:
    try:
        with tenant_scope(customer), transaction.atomic():
            learn_leases(customer, leases)
    except (DataError, IntegrityError, ValueError) as error:
        _log.warning("leases.unwritable customer=%s %s", customer, type(error).__name__)
