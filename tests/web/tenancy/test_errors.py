"""Errors about scopes."""

from __future__ import annotations

from otasuke.web.tenancy.errors import NoTenantScope


def test_it_knows_its_table() -> None:
    assert NoTenantScope("customers_customer").table == "customers_customer"
