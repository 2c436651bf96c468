"""Every table belongs to tenants, or is on the list that says why not."""

from __future__ import annotations

from django.db import connection

from otasuke.web.tenancy.guard import tenant_tables
from otasuke.web.tenancy.unscoped import UNSCOPED


def test_every_table_is_a_tenants_or_on_the_list(database) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        tables = {name for (name,) in cursor.fetchall()}

    assert tables - tenant_tables() == set(UNSCOPED)
    assert not tenant_tables() & set(UNSCOPED)
