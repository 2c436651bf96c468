"""Which tables have tenants."""

from __future__ import annotations

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.models import tenant_column


def test_the_column_that_names_the_tenant() -> None:
    columns = [tenant_column(model) for model in (Customer, Membership, AuditLine, Person)]

    assert columns == ["id", "customer_id", "customer_id", None]
