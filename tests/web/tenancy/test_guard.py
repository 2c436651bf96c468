"""The guard's error says what is missing."""

from __future__ import annotations

import pytest

from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.errors import NoTenantScope
from otasuke.web.tenancy.guard import tenant_tables


def test_the_error_names_the_table_and_what_to_do(database) -> None:
    with pytest.raises(NoTenantScope, match=r"customers_customer belongs to tenants: open tenant_scope"):
        Customer.objects.first()


def test_tables_of_nobody_are_not_guarded() -> None:
    assert "customers_membership" in tenant_tables()
    assert "accounts_person" not in tenant_tables()
