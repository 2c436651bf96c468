"""The owner reads what was explained, and agrees to it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from contract_cast import agree, running_contract, telling
from otasuke.web.accounts.models import Person
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Consent, Contract, Explanation
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in


@pytest.fixture
def minori(companies) -> Customer:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
    return companies.minori


def explained(minori: Customer) -> str:
    """The address of an explanation of what leaving costs."""
    with tenant_scope(minori.id):
        made = explain_ending(Contract.objects.get().id, telling(timezone.now()))
    return f"/contract/explanations/{made.id}"


def sent(client, address: str) -> dict[str, str]:
    digest = re.search(r'name="digest" value="([^"]+)"', client.get(address).content.decode())
    assert digest
    return {"name": "稲森 修", "digest": digest[1]}


def state(minori: Customer) -> str:
    with tenant_scope(minori.id):
        return Contract.objects.get().state


def test_the_page_of_the_contract_leads_to_what_waits(minori: Customer) -> None:
    client = signed_in(minori)
    assert "explanations" not in client.get("/contract").content.decode()
    address = explained(minori)

    assert f'href="{address}"' in client.get("/contract").content.decode()
    assert "残り" in client.get(address).content.decode()


def test_who_agrees_has_signed_in_and_stands_in_the_evidence(minori: Customer) -> None:
    client, address = signed_in(minori), explained(minori)

    assert client.post(address, sent(client, address)).headers["Location"] == "/contract"

    assert state(minori) == "ending"
    with tenant_scope(minori.id):
        kept = Consent.objects.select_related("person").get(explanation__purpose="ending")
    assert (kept.name, kept.person) == ("稲森 修", Person.objects.get())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("changed", [{"name": ""}, {"name": "　"}, {"digest": "0" * 64}])
def test_without_a_name_or_with_another_text_nothing_changes(minori: Customer, changed: dict[str, str]) -> None:
    client, address = signed_in(minori), explained(minori)

    answer = client.post(address, {**sent(client, address), **changed})

    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert state(minori) == "running"


def test_what_was_told_at_the_desk_does_not_wait_here(minori: Customer) -> None:
    explained(minori)
    with tenant_scope(minori.id):
        newest = Explanation.objects.order_by("-number").first()
        assert newest
        agree(newest, at=timezone.now())

    assert "explanations" not in signed_in(minori).get("/contract").content.decode()


def test_only_who_may_sign_and_only_ones_own(companies, minori: Customer) -> None:
    address = explained(minori)

    assert signed_in(minori, "colleague").get(address).status_code == 404
    assert signed_in(companies.kobato).get(address).status_code == 404
