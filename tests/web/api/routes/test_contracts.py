"""Plans and contracts by the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from api_cast import Program, pointers, program, said
from contract_cast import draft_plan, running_contract, signed_contract
from otasuke.web.contracts.services import offer_plan
from otasuke.web.tenancy.scope import tenant_scope
from token_cast import firm_token, owner_token


@pytest.fixture
def clerk(companies) -> Program:
    return program(firm_token("clerk"))


def address_of(customer, make) -> str:
    with tenant_scope(customer.id):
        return f"/customers/{customer.id}/contracts/{make(customer).id}"


def test_plans_are_the_newest_and_old_ones_can_be_read(clerk: Program) -> None:
    old, new = offer_plan(draft_plan(), actor=None), offer_plan(draft_plan(title="ふたえプラン"), actor=None)

    assert [one["id"] for one in said(clerk.get("/plans"))["items"]] == [str(new.id)]
    assert said(clerk.get(f"/plans/{old.id}"))["version"] == 1
    assert clerk.get(f"/plans/{uuid4()}").status_code == 404


def test_an_owner_reads_his_contract_and_what_it_costs(companies) -> None:
    address, owner = address_of(companies.minori, running_contract), program(owner_token(companies.minori))

    read = said(owner.get(address))

    assert (read["state"], read["monthly_yen"], read["monthly_taxed_yen"]) == ("running", 19_500, 21_450)
    assert (read["started"], read["bound_until"], read["steps"]) == ("2026-04-01", "2028-03-31", [])
    assert said(owner.get(address.rpartition("/")[0]))["items"] == [read]
    assert owner.post(address + "/steps", {"step": "end"}).status_code == 403


def test_what_needs_no_consent_is_done(clerk: Program, companies) -> None:
    address = address_of(companies.minori, signed_contract)
    assert said(clerk.get(address))["steps"] == ["begin", "drop"]

    begun = clerk.post(address + "/steps", {"step": "begin", "on": "2026-04-01"})

    assert (said(begun)["state"], said(begun)["started"]) == ("running", "2026-04-01")


def test_a_step_that_the_state_does_not_allow_is_a_conflict(clerk: Program, companies) -> None:
    address = address_of(companies.minori, running_contract)

    answers = [clerk.post(address + "/steps", {"step": step}) for step in ("begin", "keep", "end", "drop")]

    assert [one.status_code for one in answers] == [409] * 4
    assert "running" in said(answers[0])["detail"]


def test_only_a_beginning_has_a_day(clerk: Program, companies) -> None:
    address = address_of(companies.minori, signed_contract)

    assert pointers(clerk.post(address + "/steps", {"step": "drop", "on": "2026-04-01"})) == [("body", "/on")]
    assert said(clerk.post(address + "/steps", {"step": "drop"}))["state"] == "ended"


def test_seats_that_were_counted_are_compared(clerk: Program, companies) -> None:
    address = address_of(companies.minori, running_contract)
    before = said(clerk.get(address + "/seats"))
    assert before == {"contracted": 7, "seen": None, "insured": None, "unpaid": None, "unseen": None, "uninsured": None}

    made = clerk.post(address + "/seats", {"what": "seen", "number": 9, "on": "2026-11-01"})
    clerk.post(address + "/seats", {"what": "insured", "number": 5, "on": "2026-11-01"})

    assert (made.status_code, said(made)) == (201, {"what": "seen", "number": 9, "on": "2026-11-01"})
    assert said(clerk.get(address + "/seats")) == {
        "contracted": 7, "seen": 9, "insured": 5, "unpaid": 2, "unseen": 0, "uninsured": 2,
    }  # fmt: skip
