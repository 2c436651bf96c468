"""What must go on working for a company."""

from __future__ import annotations

from django.test import override_settings

from finding_cast import NOW
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.models import Contact, Partner, PartnerDomain
from otasuke.web.reaction.guarding import Why
from otasuke.web.reaction.models import Spared
from otasuke.web.reaction.sparing import safe_for
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import join


@override_settings(
    PUBLIC_URL="https://otasuke.example",
    GATEWAY_URL="https://gw.otasuke.example:8443",
    NEVER_BLOCKED=["198.51.100.0/28"],
)
def test_its_own_its_partners_and_what_this_service_needs(companies) -> None:
    minori = companies.minori
    join(Person.objects.create(name="坂本 実", email="sakamoto@minorizaka.example"), minori, Role.OWNER)
    with tenant_scope(minori.id):
        Contact.objects.create(customer=minori, position=1, name="坂本", channel="mail", email="a@mokkou.example")
        partner = Partner.objects.create(customer=minori, name="川辺商事")
        PartnerDomain.objects.create(customer=minori, partner=partner, domain="kawabe-shoji.example")
        Spared.objects.create(customer=minori, value="203.0.113.0/29", at=NOW)
        known = safe_for(minori.id)

    assert known.names["minorizaka.example"] is known.names["mokkou.example"] is Why.OWN
    assert known.names["kawabe-shoji.example"] is Why.PARTNER
    assert known.names["otasuke.example"] is known.names["gw.otasuke.example"] is Why.SERVICE
    assert {str(one): why for one, why in known.networks.items() if one.version == 4 and not one.is_loopback} == {
        "198.51.100.0/28": Why.SERVICE,
        "203.0.113.0/29": Why.OWN,
    }


def test_what_is_another_companys_is_not_its_own(companies) -> None:
    with tenant_scope(companies.kobato.id):
        Spared.objects.create(customer=companies.kobato, value="kobato.example", at=NOW)

    with tenant_scope(companies.minori.id):
        assert "kobato.example" not in safe_for(companies.minori.id).names
