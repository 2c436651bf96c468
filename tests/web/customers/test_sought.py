"""What a company is found by."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from otasuke.web.customers.models import Customer
from otasuke.web.customers.sought import sought_of
from otasuke.web.tenancy.scope import across, tenant_scope


def test_it_is_name_reading_and_number() -> None:
    assert (
        sought_of(Customer(name="㈱ノア", name_kana="ノア", corporate_number="7000012050002"))
        == "noa noa 7000012050002"
    )


def test_it_follows_the_name(companies) -> None:
    with tenant_scope(companies.minori.id):
        row = Customer.objects.get()
        assert "minorizakamotuko" in row.sought
        row.name_kana = "サワダ"
        row.save()
        assert Customer.objects.get().sought.endswith(" sawada")


def test_it_is_there_after_many_are_made_at_once(database) -> None:
    one = Customer(tenant="x", name="ノア", name_kana="ノア")
    with tenant_scope(one.id):
        Customer.objects.bulk_create([one])
        assert Customer.objects.get().sought == "noa noa"


def test_companies_of_before_are_found_after_migrating(companies) -> None:
    with across("tests"):
        Customer.objects.update(sought="")
    import_module("otasuke.web.customers.migrations.0003_fill_sought").fill(apps, None)

    with across("tests"):
        assert all(one.sought == sought_of(one) for one in Customer.objects.all())
