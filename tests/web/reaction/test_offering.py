"""What is offered as soon as an incident is known."""

from __future__ import annotations

import pytest

from finding_cast import MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.customers.models import Customer
from otasuke.web.reaction.models import Action
from otasuke.web.reaction.offering import offer_for
from otasuke.web.reaction.policy import Kind
from otasuke.web.reaction.services import preapprove, withdraw
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import somebody


@pytest.fixture
def minori(companies) -> Customer:
    return companies.minori


def attack(customer: Customer, *, level: str = "critical", host: str = "warui.example", **more):
    fields = {"DestinationHostname": host, "DestinationIp": "203.0.113.9", "User": r"MINORI\sato", "Image": "a.exe"}
    tags = ("attack.impact", "attack.t1486") if level == "critical" else ("attack.execution",)
    return detection(customer.tenant, level=level, by=watched(customer), tags=tags, fields=fields, **more)


def actions(customer: Customer) -> set[tuple[str, str, str]]:
    with tenant_scope(customer.id):
        return set(Action.objects.values_list("kind", "target", "state"))


def kinds(customer: Customer) -> set[str]:
    return {kind for kind, _, _ in actions(customer)}


def test_an_incident_has_offers_in_the_transaction_that_tells_it(minori) -> None:
    arrive(attack(minori))

    assert {"block_domain", "isolate", "lock_account"} <= kinds(minori)
    assert {state for _, _, state in actions(minori)} == {"offered"}


def test_what_is_guarded_is_not_even_offered(minori) -> None:
    arrive(attack(minori, host="login.microsoftonline.com"))

    assert "block_domain" not in kinds(minori)
    assert "isolate" in kinds(minori)


def test_what_was_agreed_to_is_done_at_once_where_it_is_red_and_the_rest_waits(minori) -> None:
    preapprove(minori.id, list(Kind), actor=somebody(), at=NOW)

    arrive(attack(minori))

    states = {kind: state for kind, _, state in actions(minori)}
    assert states["isolate"] == states["lock_account"] == "offered"
    with tenant_scope(minori.id):
        done = Action.objects.filter(kind__startswith="block", state="approved")
        assert {one.source for one in done} == {"preapproved"}
        assert {one.approved_by for one in done} == {None}


def test_it_is_offered_once_also_after_somebody_declined_it(minori) -> None:
    arrive(attack(minori))
    (incident,) = incidents_of(minori)
    before = actions(minori)
    with tenant_scope(minori.id):
        declined = Action.objects.filter(kind="isolate").get()
    withdraw(declined.id, of=minori.id, actor=somebody(), at=NOW)

    with tenant_scope(minori.id):
        assert offer_for(incident, at=NOW + MINUTE) == []
    assert len(actions(minori)) == len(before)


def test_nothing_is_offered_for_a_drill_or_what_is_not_grave(minori) -> None:
    arrive(attack(minori))
    (incident,) = incidents_of(minori)
    with tenant_scope(minori.id):
        Action.objects.all().delete()
        incident.is_drill = True
        assert offer_for(incident, at=NOW) == []
        incident.is_drill, incident.set_colour = False, "青"
        assert offer_for(incident, at=NOW) == []
    assert actions(minori) == set()
