"""Scopes, as a developer and as an attacker meet them: on the real database, signed in as the web is."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.errors import NoTenantScope
from otasuke.web.tenancy.scope import across, read_scope, tenant_scope


def person() -> Person:
    return Person.objects.create(name="稲森 修")


def test_without_a_scope_the_orm_raises_by_whatever_way_it_is_asked(companies) -> None:
    ways = {
        "a list": lambda: list(Customer.objects.all()),
        "exists": Customer.objects.exists,
        "count": Customer.objects.count,
        "_base_manager": lambda: list(Customer._base_manager.all()),
        "a join from a table of nobody": lambda: list(Person.objects.filter(memberships__role="owner")),
        "select_related": lambda: list(Membership.objects.select_related("customer")),
        "bulk_create": lambda: Customer.objects.bulk_create([Customer(tenant="x", name="x", name_kana="x")]),
        "update": lambda: Customer.objects.update(name="x"),
        "delete": lambda: Membership.objects.all().delete(),
    }

    for ask in ways.values():
        with pytest.raises(NoTenantScope), transaction.atomic():
            ask()


def test_an_async_query_runs_on_a_connection_without_the_scope_and_raises(companies) -> None:
    async def names() -> list[str]:
        return [one.name async for one in Customer.objects.all()]

    with tenant_scope(companies.minori.id), pytest.raises(NoTenantScope):
        asyncio.run(names())


def test_a_tenant_sees_its_own_rows_alone(companies) -> None:
    with tenant_scope(companies.minori.id):
        assert [one.tenant for one in Customer.objects.all()] == ["minori"]
    with across("to compare"):
        assert {one.tenant for one in Customer.objects.all()} == {"minori", "kobato"}


def test_raw_sql_without_a_scope_shows_nothing(companies) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        assert cursor.fetchone() == (0,)


def test_the_same_scope_once_more_asks_nothing_and_survives_what_is_undone_in_it(companies) -> None:
    with tenant_scope(companies.minori.id):
        with CaptureQueriesContext(connection) as asked, tenant_scope(companies.minori.id):
            assert [one.tenant for one in Customer.objects.all()] == ["minori"]
        with pytest.raises(Customer.DoesNotExist), tenant_scope(companies.minori.id), across("tests"):
            Customer.objects.get(tenant="nobody")

        assert not [one for one in asked.captured_queries if "set_config" in one["sql"]]
        with tenant_scope(companies.minori.id):
            assert [one.tenant for one in Customer.objects.all()] == ["minori"]
        with tenant_scope(companies.kobato.id):
            assert [one.tenant for one in Customer.objects.all()] == ["kobato"]
        assert [one.tenant for one in Customer.objects.all()] == ["minori"]
    with pytest.raises(NoTenantScope):
        Customer.objects.count()


def _shown() -> tuple[str, str, int]:
    """What the connection shows to who asks it without the ORM."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('otasuke.tenant', true)")
        role, tenant = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM customers_customer")
        return role, tenant, cursor.fetchone()[0]


@pytest.mark.parametrize("scope", [across("tests"), tenant_scope(uuid4())])
def test_a_scope_with_a_transaction_of_its_own_ends_with_it_and_is_told_once(web_connection, scope) -> None:
    with CaptureQueriesContext(connection) as asked, scope:
        Customer.objects.count()

    assert len([one for one in asked.captured_queries if "set_config" in one["sql"]]) == 1
    assert _shown() == ("none", "", 0)


def test_so_does_one_that_ends_with_an_error(web_connection) -> None:
    with pytest.raises(Customer.DoesNotExist), across("tests"):
        Customer.objects.get(tenant="nobody")

    assert _shown() == ("none", "", 0)


def test_a_scope_in_the_transaction_of_somebody_else_ends_before_it(companies) -> None:
    with across("tests"):
        assert Customer.objects.count() == 2

    assert _shown() == ("none", "", 0)


def test_who_only_reads_begins_nothing_where_the_rows_are_shown_already(companies) -> None:
    with tenant_scope(companies.minori.id), CaptureQueriesContext(connection) as asked:
        with read_scope(companies.minori.id):
            assert [one.tenant for one in Customer.objects.all()] == ["minori"]
        assert [one.tenant for one in Customer.objects.all()] == ["minori"]

    assert len(asked) == 2


def test_who_only_reads_sees_one_company_whatever_was_shown_before(companies) -> None:
    def tenants() -> list[str]:
        with read_scope(companies.minori.id):
            return [one.tenant for one in Customer.objects.all()]

    with across("tests"):
        assert tenants() == ["minori"]
        assert Customer.objects.count() == 2
    with tenant_scope(companies.kobato.id):
        assert tenants() == ["minori"]
        assert [one.tenant for one in Customer.objects.all()] == ["kobato"]
    assert tenants() == ["minori"]
    with pytest.raises(NoTenantScope):
        Customer.objects.count()


def test_scopes_nest_and_end(companies) -> None:
    with across("the console"):
        with tenant_scope(companies.kobato.id):
            assert Customer.objects.count() == 1
        assert Customer.objects.count() == 2
    with pytest.raises(NoTenantScope):
        Customer.objects.count()


def test_an_error_inside_ends_the_scope_too(companies) -> None:
    with across("the console"):
        with pytest.raises(ValueError, match="boom"), tenant_scope(companies.kobato.id):
            raise ValueError("boom")
        assert Customer.objects.count() == 2


def test_a_row_for_somebody_else_cannot_be_written(companies) -> None:
    owner = person()

    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(companies.minori.id):
        Membership.objects.create(customer=companies.kobato, person=owner, role="owner")


def test_the_web_can_neither_change_tables_nor_leave_the_policies(companies) -> None:
    for attempt in (
        "ALTER TABLE customers_customer DISABLE ROW LEVEL SECURITY",
        "SET ROLE otasuke_owner",
        "CREATE TABLE mine (x int)",
        "SET row_security = off; SELECT * FROM customers_customer",
    ):
        with (
            pytest.raises((ProgrammingError, psycopg.errors.Error)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)
