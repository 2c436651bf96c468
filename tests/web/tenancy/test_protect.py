"""What PostgreSQL holds, whatever the models and the code say."""

from __future__ import annotations

from django.db import connection

from otasuke.web.tenancy.guard import tenant_tables
from otasuke.web.tenancy.models import TenantModel, all_models
from otasuke.web.tenancy.protect import statements


def ask(question: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_every_tenants_table_has_forced_policies_for_both_roles(database) -> None:
    forced = dict(ask("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind = 'r'"))
    policies = set(ask("SELECT tablename, unnest(roles)::text FROM pg_policies"))

    for table in tenant_tables():
        assert forced[table], table
        assert {(table, "otasuke_app"), (table, "otasuke_staff")} <= policies


def test_the_web_owns_no_table(database) -> None:
    assert set(ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")) == {("otasuke_owner",)}


def test_every_row_that_a_tenants_row_points_to_is_of_the_same_tenant(database) -> None:
    wanted = {name for statement in statements(frozenset()) for name in statement.split('"') if name.endswith("_tied")}
    found = {name for (name,) in ask("SELECT conname FROM pg_constraint WHERE conname LIKE '%\\_tied'")}

    assert found == wanted


def test_every_tenants_table_can_be_pointed_to_with_its_tenant(database) -> None:
    for model in all_models():
        if issubclass(model, TenantModel):
            assert ("customer", "id") in [getattr(one, "fields", None) for one in model._meta.constraints], model


def test_nothing_is_left_to_say_after_it_was_said(database) -> None:
    names = frozenset(name for (name,) in ask("SELECT conname FROM pg_constraint"))

    assert not [statement for statement in statements(names) if "ADD CONSTRAINT" in statement]
