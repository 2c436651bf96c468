"""What a former version left in the database is brought to this version: nothing is lost, and nothing is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.db import connection, migrations
from django.db.migrations.state import ProjectState
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_login import signed_in
from kept_world import FOLDER, load, of_administrator, rows_by_table
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.staff_sessions import open_session
from otasuke.web.audit.checking import check
from otasuke.web.project.database import Logins, prepare_roles
from otasuke.web.project.migrate import migrate
from otasuke.web.tenancy.models import all_models, tenant_column
from otasuke.web.tenancy.roles import MEMBER, STAFF
from otasuke.web.tenancy.scope import across
from portal_cast import browser_of

KEPT = sorted(FOLDER.glob("*.sql.gz"))
_NUMBERS = count()
_POLICIES = (
    "SELECT relname, relrowsecurity AND relforcerowsecurity, ARRAY(SELECT polname::text FROM pg_policy "
    "WHERE polrelid = pg_class.oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def loaded(request: pytest.FixtureRequest, web_logins: Logins) -> Iterator[Logins]:
    """A database as the former version left it."""
    path: Path = request.param
    name = f"kept_{next(_NUMBERS)}"
    chosen = replace(
        web_logins, owner=replace(web_logins.owner, name=name), member=replace(web_logins.member, name=name)
    )
    prepare_roles(chosen)
    load(path, chosen)
    yield chosen
    with psycopg.connect(web_logins.administrator.conninfo, autocommit=True) as administrator:
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def bring_forward(chosen: Logins) -> None:
    """As `otasuke serve web` does."""
    prepare_roles(chosen)
    with signed_in(chosen.owner):
        migrate()


def lost(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Tables that have fewer rows than before, or are gone."""
    return {name: (rows, after.get(name, 0)) for name, rows in before.items() if after.get(name, 0) < rows}


def open_tables(chosen: Logins) -> list[str]:
    """Tables of tenants of which the database shows more than it should."""
    with psycopg.connect(of_administrator(chosen).conninfo) as asked:
        found = {name: (forced, set(policies)) for name, forced, policies in asked.execute(_POLICIES.encode())}
    tables = [model._meta.db_table for model in all_models() if tenant_column(model)]
    assert len(tables) > 20
    return [name for name in tables if not found[name][0] or not {MEMBER, STAFF} <= found[name][1]]


def faults(chosen: Logins) -> list[str]:
    """What is wrong with the audit log."""
    with signed_in(chosen.member), across("tests"):
        checked = check()
    assert checked.lines > 20
    return [f"{one.number}: {one.reason}" for one in checked.faults]


def test_nothing_is_lost_or_opened_and_pages_open(loaded: Logins) -> None:
    before = rows_by_table(loaded)
    assert before["customers_customer"] >= 3

    bring_forward(loaded)

    assert lost(before, rows_by_table(loaded)) == {}
    assert open_tables(loaded) == []
    assert faults(loaded) == []
    with signed_in(loaded.member):
        owner, manager = owner_of("minori"), staff("manager@naniwa.example")
        assert [owner.get(reverse(name)).status_code for name in ("today", "devices", "contract", "members")] == [
            200
        ] * 4
        names = ("console", "console-companies", "console-joinings", "console-plans", "console-people")
        assert [manager.get(reverse(name)).status_code for name in names] == [200] * 5
        assert manager.get(reverse("console-company", args=["minori"])).status_code == 200


def owner_of(tenant: str) -> Client:
    """The browser of a company's owner."""
    return browser_of(Person.objects.get(email=f"owner@{tenant}.example"))


def staff(email: str) -> Client:
    """The browser of somebody who works for the provider, past both of his doors."""
    person = Person.objects.get(email=email)
    browser = browser_of(person)
    key = browser.session.session_key
    assert key
    open_session(person, key, address="192.0.2.1", browser="Chromium", now=timezone.now())
    return browser


def test_a_migration_that_loses_rows_is_seen(loaded: Logins) -> None:
    before = rows_by_table(loaded)
    bad = migrations.Migration("0099_lose", "customers")
    bad.operations = [migrations.RunSQL(f"SET LOCAL ROLE {STAFF}; DELETE FROM customers_note; RESET ROLE")]

    with signed_in(loaded.owner), connection.schema_editor() as editor:
        bad.apply(ProjectState(), editor)

    assert lost(before, rows_by_table(loaded)) == {"customers_note": (before["customers_note"], 0)}


def test_a_migration_that_opens_a_table_is_seen(loaded: Logins) -> None:
    bring_forward(loaded)
    with psycopg.connect(of_administrator(loaded).conninfo) as administrator:
        administrator.execute("ALTER TABLE customers_site NO FORCE ROW LEVEL SECURITY")
        administrator.execute(f"DROP POLICY {MEMBER} ON sensors_device".encode())

    assert sorted(open_tables(loaded)) == ["customers_site", "sensors_device"]


def test_a_migration_that_touches_the_audit_log_is_seen(loaded: Logins) -> None:
    bring_forward(loaded)
    with psycopg.connect(of_administrator(loaded).conninfo) as administrator:
        administrator.execute("SET session_replication_role = replica")  # past the trigger that forbids it
        administrator.execute("UPDATE audit_auditline SET verb = 'x' WHERE number = 2 AND customer_id IS NULL")

    assert faults(loaded) == ["2: was changed: its columns differ from its line"]


def test_a_former_version_is_kept() -> None:
    assert KEPT
    assert all(path.stat().st_size < 200_000 for path in KEPT)
