"""Writing many companies at once: a statement for all of them, and a line in the audit log of each.

Whoever asks has to be allowed to see them all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from otasuke.web.audit.services import Actor, record_many
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.models import Before, Customer
from otasuke.web.customers.parts import facts_of, handling_of
from otasuke.web.customers.policy import Facts, Handling, handling_faults
from otasuke.web.customers.services import TAKEN, refuse
from otasuke.web.customers.sought import sought_of
from otasuke.web.tenancy.models import TenantModel, all_models
from otasuke.web.tenancy.scope import across

_AT_ONCE = 1_000
_FACTS = ("name", "name_kana", "corporate_number", "prefecture", "municipality", "industry", "employees")
_WRITTEN = (*_FACTS, "capital_yen", "fiscal_year_ends_in", "sought", "withdrawn_at")


def open_many(companies: Sequence[Facts], *, actor: Actor | None) -> list[UUID]:
    """Take companies in; one that was withdrawn comes back. Their faults were looked for before. Raises BadFacts."""
    with across("companies are taken in"):
        found = Customer.objects.select_for_update().filter(tenant__in=[one.tenant for one in companies])
        back = {one.tenant: one for one in found.exclude(withdrawn_at=None)}
        fresh = [
            Customer(id=uuid4(), is_demo=settings.IS_DEMO, **asdict(one)) for one in companies if one.tenant not in back
        ]
        for facts in companies:
            if facts.tenant in back:
                _set(back[facts.tenant], facts)
                back[facts.tenant].withdrawn_at = None
        try:
            with transaction.atomic():
                Customer.objects.bulk_create(fresh, batch_size=_AT_ONCE)
        except IntegrityError as taken:
            raise BadFacts([TAKEN]) from taken
        Customer.objects.bulk_update(back.values(), _WRITTEN, batch_size=_AT_ONCE)
        rows = [*fresh, *back.values()]
        record_many("customer.opened", {one.id: {} for one in rows}, actor=actor)
    return [one.id for one in rows]


def change_many(changes: Mapping[UUID, Facts], *, actor: Actor | None) -> None:
    """Write what is known of companies. Their faults were looked for before; a tenant's name stays."""
    with across("companies are changed"):
        rows = list(Customer.objects.select_for_update().filter(id__in=changes).order_by("id"))
        changed = {}
        for row in rows:
            changed[row.id] = {"fields": " ".join(_changed(facts_of(row), changes[row.id]))}
            _set(row, changes[row.id])
        Customer.objects.bulk_update(rows, _WRITTEN, batch_size=_AT_ONCE)
        record_many("customer.changed", changed, actor=actor)


def handle_many(handlings: Mapping[UUID, Handling], *, actor: Actor | None) -> None:
    """Write who looks after companies, and their labels. Raises BadFacts."""
    for handling in set(handlings.values()):
        refuse(handling_faults(handling))
    with across("companies are handled"):
        rows = list(Customer.objects.select_for_update().filter(id__in=handlings).order_by("id"))
        for row in rows:
            row.assigned_to_id, row.labels = handlings[row.id].assigned_to, list(handlings[row.id].labels)
        Customer.objects.bulk_update(rows, ["assigned_to", "labels"], batch_size=_AT_ONCE)
        record_many("customer.handled", {row.id: {} for row in rows}, actor=actor)


def withdraw_many(customers: Collection[UUID], *, actor: Actor | None, at: datetime) -> frozenset[UUID]:
    """Let no list show these companies any more; those on which nothing hangs. Which these were is told."""
    with across("companies are withdrawn"):
        rows = Customer.objects.select_for_update().filter(id__in=customers, withdrawn_at=None).order_by("id")
        free = frozenset(row.id for row in rows if handling_of(row) == Handling()) - _used(customers)
        Customer.objects.filter(id__in=free).update(withdrawn_at=at)
        record_many("customer.withdrawn", {one: {} for one in free}, actor=actor)
    return free


def _used(customers: Collection[UUID]) -> frozenset[UUID]:
    """Those of which any table has a row, besides what is kept to take an edit back."""
    tables = [one._meta.db_table for one in all_models() if issubclass(one, TenantModel) and one is not Before]
    question = " UNION ".join(f'SELECT customer_id FROM "{table}" WHERE customer_id = ANY(%s)' for table in tables)  # noqa: S608  # tables of ours
    with connection.cursor() as cursor:
        cursor.execute(question, [list(customers)] * len(tables))
        return frozenset(one for (one,) in cursor.fetchall())


def _set(row: Customer, facts: Facts) -> None:
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.sought = sought_of(row)


def _changed(before: Facts, after: Facts) -> list[str]:
    was, is_now = asdict(before), asdict(after)
    return [name for name in was if was[name] != is_now[name]]
