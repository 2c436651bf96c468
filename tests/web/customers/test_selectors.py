"""For which companies somebody acts."""

from __future__ import annotations

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Membership
from otasuke.web.customers.selectors import member, memberships_of
from otasuke.web.tenancy.scope import across


def test_a_person_acts_for_his_companies_alone(companies) -> None:
    inamori = Person.objects.create(name="稲森 修")
    with across("tests"):
        Membership.objects.create(customer=companies.minori, person=inamori, role="owner")

    assert [(one.customer.name, one.role) for one in memberships_of(inamori)] == [("有限会社みのり坂木工", Role.OWNER)]
    assert member(inamori, companies.minori.id)
    assert member(inamori, companies.kobato.id) is None
