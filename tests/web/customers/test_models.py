"""Customers and who acts for them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Membership
from otasuke.web.tenancy.scope import across, tenant_scope


def test_a_person_acts_once_for_each_company_and_for_several(companies) -> None:
    inamori = Person.objects.create(name="稲森 修")
    with across("tests"):
        for company in (companies.minori, companies.kobato):
            Membership.objects.create(customer=company, person=inamori, role=Membership.Role.OWNER)
    with tenant_scope(companies.minori.id):
        assert Membership.objects.get().customer == companies.minori

    with pytest.raises(IntegrityError), tenant_scope(companies.minori.id):
        Membership.objects.create(customer=companies.minori, person=inamori, role=Membership.Role.COLLEAGUE)
