"""Reading contracts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contract_cast import START, agree, draft_plan, running_contract, signed_contract, telling
from otasuke.web.contracts.errors import NotFound
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Consent, SeatCount
from otasuke.web.contracts.policy import Seats
from otasuke.web.contracts.selectors import consent_of, offered_plans, seats_of, terms_of
from otasuke.web.contracts.services import count_seats, draft_contract, offer_plan
from otasuke.web.tenancy.scope import tenant_scope

TODAY = date(2026, 6, 10)


def test_the_terms_of_a_running_contract(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

        terms = terms_of(companies.minori.id, today=TODAY)

    assert (terms.costs.monthly_yen, terms.costs.monthly_taxed_yen) == (19_500, 21_450)
    assert terms.bound_until == date(2028, 3, 31)
    assert (terms.leaving.ends_on, terms.leaving.left_months) == (date(2026, 6, 30), 21)
    assert len(terms.consents) == 1


def test_after_the_term_nothing_binds(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

        assert terms_of(companies.minori.id, today=date(2028, 3, 31)).bound_until == date(2028, 3, 31)
        late = terms_of(companies.minori.id, today=date(2028, 4, 1))
    assert late.bound_until is None
    assert late.leaving.fee_taxed_yen == 0


def test_what_is_only_drafted_is_not_shown_and_what_is_signed_is(companies) -> None:
    with tenant_scope(companies.minori.id):
        plan = offer_plan(draft_plan(), actor=None)
        draft_contract(companies.minori, plan, endpoints=1, actor=None)
        assert terms_of(companies.minori.id, today=TODAY) is None

        signed_contract(companies.minori)
        signed = terms_of(companies.minori.id, today=TODAY)
    assert (signed.bound_until, signed.leaving) == (None, None)


def test_who_said_that_he_leaves_is_not_asked_again(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        agree(explain_ending(contract.id, telling()))

        assert terms_of(companies.minori.id, today=START).leaving is None


def test_another_company_sees_neither_terms_nor_consent(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
        consent = Consent.objects.get()
        assert consent_of(companies.minori.id, consent.id) == consent

    with tenant_scope(companies.kobato.id):
        assert terms_of(companies.minori.id, today=TODAY) is None
        with pytest.raises(NotFound):
            consent_of(companies.kobato.id, consent.id)


def test_seats_are_compared_by_the_newest_counts_and_never_guessed(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        for days, number in ((0, 9), (1, 8)):
            count_seats(contract.id, SeatCount.What.SEEN, number=number, on=START + timedelta(days), actor=None)
        assert seats_of(contract) is None

        count_seats(contract.id, SeatCount.What.INSURED, number=7, on=START, actor=None)
        assert seats_of(contract) == Seats(7, 8, 7)


def test_the_newest_version_of_each_plan_is_offered(database: None) -> None:
    for code in ("a", "b", "a"):
        offer_plan(draft_plan(code=code), actor=None)

    assert [(plan.code, plan.version) for plan in offered_plans()] == [("a", 2), ("b", 1)]
