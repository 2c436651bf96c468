"""Every way through the ORM that is known to lead around scopes elsewhere, on the real database, signed in as the web is.

Two companies have the same things. Whoever is in the scope of one meets nothing of the other; who is in none meets
nothing at all, or an error.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery

from contract_cast import running_contract
from otasuke.web.accounts.models import Person
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.errors import NoTenantScope
from otasuke.web.tenancy.guard import tenant_tables
from otasuke.web.tenancy.models import all_models, tenant_column
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def two(companies: Any) -> Any:
    """Both companies with a contract, an owner, and one person who acts for both."""
    advisor = Person.objects.create(name="川端 修", email="advisor@example.jp")
    for company in (companies.minori, companies.kobato):
        with tenant_scope(company.id):
            running_contract(company, code=company.tenant)
            owner = Person.objects.create(name=company.name, email=f"owner@{company.tenant}.example")
            Membership.objects.create(customer=company, person=owner, role="owner")
            Membership.objects.create(customer=company, person=advisor, role="colleague")
    return companies


def tenants_models() -> list[type[models.Model]]:
    return [model for model in all_models() if tenant_column(model)]


def count(table: str, condition: str = "true", *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", parameters)
        return int(cursor.fetchone()[0])


def test_raw_sql_shows_no_row_of_any_table_without_a_scope(two: Any) -> None:
    with across("to see that there is something to hide"):
        filled = {table for table in tenant_tables() if count(table)}

    assert {"customers_customer", "customers_membership", "contracts_contract", "audit_auditline"} <= filled
    assert {table: count(table) for table in tenant_tables()} == dict.fromkeys(tenant_tables(), 0)


def test_raw_sql_shows_no_row_of_another_tenant_in_any_table(two: Any) -> None:
    with tenant_scope(two.kobato.id):
        for model in tenants_models():
            column = tenant_column(model)
            assert count(model._meta.db_table, f"{column} <> %s", two.kobato.id) == 0, model


@pytest.mark.parametrize("model", tenants_models(), ids=lambda model: model.__name__)
def test_no_table_is_asked_without_a_scope_by_whatever_way(database: None, model: type[models.Model]) -> None:
    manager = model._base_manager
    ways: dict[str, Callable[[], object]] = {
        "a list": lambda: list(manager.all()),
        "the default manager": lambda: list(model._default_manager.all()),
        "exists": manager.exists,
        "count": manager.count,
        "first": manager.first,
        "in_bulk": manager.in_bulk,
        "an aggregate": lambda: manager.aggregate(n=Count("pk")),
        "values": lambda: list(manager.values("pk")),
        "an iterator": lambda: list(manager.iterator()),
        "a union": lambda: list(manager.order_by().union(manager.order_by())),
        "raw": lambda: list(manager.raw(f'SELECT * FROM "{model._meta.db_table}"')),
        "a subquery": lambda: list(Person.objects.annotate(x=Exists(manager.filter(pk=OuterRef("pk"))))),
        "explain": lambda: manager.all().explain(),
        "select_for_update": lambda: list(manager.select_for_update()),
        "refresh_from_db": lambda: model(
            pk=1 if isinstance(model._meta.pk, models.IntegerField) else uuid4()
        ).refresh_from_db(),
        "update": lambda: manager.update(**{model._meta.pk.attname: models.F("pk")}),
        "delete": lambda: manager.all()._raw_delete("default"),
        "a serializer": lambda: serializers.serialize("json", manager.all()),
    }

    answered = [name for name, ask in ways.items() if not _is_refused(ask)]

    assert answered == []


def _is_refused(ask: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            ask()
    except NoTenantScope:
        return True
    return False


def test_every_way_to_read_shows_ones_own_alone(two: Any) -> None:
    advisor = Person.objects.get(email="advisor@example.jp")
    ways: dict[str, Callable[[], list[Any]]] = {
        "_base_manager": lambda: [one.tenant for one in Customer._base_manager.all()],
        "exists": lambda: ["minori"] if not Customer.objects.filter(tenant="kobato").exists() else ["kobato"],
        "select_related": lambda: [
            one.customer.tenant for one in Membership.objects.select_related("customer").filter(person=advisor)
        ],
        "a join from a table of nobody": lambda: [
            one["memberships__customer__tenant"]
            for one in Person.objects.filter(memberships__isnull=False, email__startswith="advisor").values(
                "memberships__customer__tenant"
            )
        ],
        "a related manager": lambda: [one.customer.tenant for one in advisor.memberships.all()],
        "prefetch_related": lambda: [
            one.customer.tenant
            for person in Person.objects.filter(pk=advisor.pk).prefetch_related("memberships__customer")
            for one in person.memberships.all()
        ],
        "Prefetch": lambda: [
            one.customer.tenant
            for person in Person.objects.filter(pk=advisor.pk).prefetch_related(
                Prefetch("memberships", Membership._base_manager.all(), to_attr="all_of_them")
            )
            for one in person.all_of_them
        ],
        "raw": lambda: [one.tenant for one in Customer.objects.raw('SELECT * FROM "customers_customer"')],
        "an aggregate": lambda: ["minori"] * Customer.objects.aggregate(n=Count("pk"))["n"],
        "a subquery": lambda: [
            one.of
            for one in Person.objects.filter(pk=advisor.pk).annotate(
                of=Subquery(Customer._base_manager.order_by("tenant").values("tenant")[:1])
            )
        ],
        "in_bulk": lambda: [one.tenant for one in Customer.objects.in_bulk([two.minori.pk, two.kobato.pk]).values()],
        "a union": lambda: [
            one.tenant for one in Customer.objects.filter(tenant="kobato").union(Customer.objects.order_by())
        ],
        "an iterator": lambda: [one.tenant for one in Customer.objects.iterator(chunk_size=1)],
        "tables of nobody by what points to them": lambda: [
            plan.code for plan in Plan.objects.filter(id__in=Contract._base_manager.values("plan_id"))
        ],
    }

    with tenant_scope(two.minori.id):
        assert {name: ask() for name, ask in ways.items()} == {name: ["minori"] for name in ways}


def test_a_row_that_is_known_by_its_key_is_not_there(two: Any) -> None:
    with tenant_scope(two.kobato.id):
        theirs = Contract.objects.get()
        consent = Consent.objects.get()

    with tenant_scope(two.minori.id):
        for one in (theirs, consent):
            with pytest.raises(type(one).DoesNotExist):
                type(one)._base_manager.get(pk=one.pk)
            with pytest.raises(type(one).DoesNotExist):
                one.refresh_from_db()
        with pytest.raises(Explanation.DoesNotExist):
            Consent(explanation_id=consent.explanation_id).explanation  # noqa: B018  # asking is what is tested


def test_nothing_of_another_is_changed_or_deleted(two: Any) -> None:
    with tenant_scope(two.kobato.id):
        theirs = Membership.objects.get(role="owner")

    with tenant_scope(two.minori.id):
        changed = {
            "update": Membership._base_manager.filter(pk=theirs.pk).update(role="colleague"),
            "bulk_update": Membership.objects.bulk_update([theirs], ["role"]),
            "delete": Membership._base_manager.filter(pk=theirs.pk).delete()[0],
            "_raw_delete": Membership._base_manager.filter(pk=theirs.pk)._raw_delete("default"),
            "delete of the object": theirs.__class__(pk=theirs.pk).delete()[0],
        }

    assert changed == dict.fromkeys(changed, 0)
    with tenant_scope(two.kobato.id):
        assert Membership.objects.filter(role="owner").count() == 1


@pytest.mark.parametrize("way", ["create", "bulk_create", "save", "get_or_create", "move"])
def test_nothing_is_written_for_another(two: Any, way: str) -> None:
    person = Person.objects.create(name="新井 暦")
    foreign = {"customer": two.kobato, "person": person, "role": "owner"}
    ways: dict[str, Callable[[], object]] = {
        "create": lambda: Membership.objects.create(**foreign),
        "bulk_create": lambda: Membership.objects.bulk_create([Membership(**foreign)]),
        "save": lambda: Membership(**foreign).save(force_insert=True),
        "get_or_create": lambda: Membership.objects.get_or_create(**foreign),
        "move": lambda: Membership.objects.filter(role="owner").update(customer=two.kobato),
    }

    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(two.minori.id):
        ways[way]()


def test_a_row_cannot_point_to_a_row_of_another(two: Any) -> None:
    with tenant_scope(two.kobato.id):
        theirs = Explanation.objects.get()

    with tenant_scope(two.minori.id):
        ours = Explanation.objects.get()
        ours.pk, ours.contract_id, ours.number = uuid4(), theirs.contract_id, 99
        with pytest.raises(IntegrityError, match="tied"):
            _write_now(lambda: ours.save(force_insert=True))


def _write_now(write: Callable[[], object]) -> None:
    """Write, and let the database judge now what it would judge at the end of the transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_deleting_a_person_takes_no_row_of_another_along(two: Any) -> None:
    """The cascade finds the rows of its own scope alone; the database refuses to leave the others behind."""
    advisor = Person.objects.get(email="advisor@example.jp")

    with tenant_scope(two.minori.id), pytest.raises(IntegrityError, match="membership"):
        _write_now(Person(pk=advisor.pk).delete)

    with across("to count"):
        assert Membership.objects.filter(person=advisor).count() == 2


@pytest.mark.parametrize("way", ["async for", "aget", "aexists", "acount"])
def test_what_is_asked_in_a_loop_has_no_scope(two: Any, way: str) -> None:
    async def ask() -> object:
        if way == "async for":
            return [one async for one in Customer.objects.all()]
        everyone = Customer.objects.all()
        return await {"aget": everyone.aget, "aexists": everyone.aexists, "acount": everyone.acount}[way]()

    with tenant_scope(two.minori.id), pytest.raises(NoTenantScope):
        asyncio.run(ask())


def test_another_thread_has_no_scope(two: Any) -> None:
    met: list[object] = []

    def ask() -> None:
        try:
            met.append(Customer.objects.count())
        except NoTenantScope as error:
            met.append(error)
        finally:
            connection.close()

    with tenant_scope(two.minori.id):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert isinstance(met[0], NoTenantScope)
