"""Explanations and consents: what was shown is what is agreed to."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from contract_cast import NOON, START, agree, draft_plan, fresh, running_contract, signed_contract, telling
from otasuke.web.audit.models import AuditLine
from otasuke.web.contracts.errors import BreaksRules, ContractError, NotConsentable, NotFound, NotYet
from otasuke.web.contracts.explaining import (
    Telling,
    consent,
    explain_change,
    explain_ending,
    explain_renewal,
    explain_start,
)
from otasuke.web.contracts.models import Consent, Contract, Explanation
from otasuke.web.contracts.services import draft_contract, keep, offer_plan
from otasuke.web.contracts.states import NotPossible
from otasuke.web.tenancy.scope import tenant_scope


@pytest.fixture
def minori(companies):
    """Inside of the scope of a company."""
    with tenant_scope(companies.minori.id):
        yield companies.minori


def explained(minori) -> tuple[Contract, Explanation]:
    plan = offer_plan(draft_plan(), actor=None)
    contract = draft_contract(minori, plan, endpoints=7, actor=None)
    return contract, explain_start(contract.id, telling(), plan=plan, endpoints=7, from_day=START)


@pytest.mark.parametrize("how", [Explanation.How.SPOKEN, Explanation.How.WRITTEN])
def test_what_was_not_read_on_a_page_was_explained_by_somebody(how: Explanation.How) -> None:
    with pytest.raises(ContractError, match="説明した人"):
        Telling(how, "ja", None, NOON)


def test_the_text_names_every_amount(minori) -> None:
    _, made = explained(minori)

    for words in (
        "初期費用は 20,000円（税込 22,000円）", "月額は 19,500円（税込 21,450円）", "1年では税込 257,400円",
        "24か月", "2028年3月31日まで", "税込 536,800円", "1年に1,000,000円まで", "年2回", "1回33,000円（税込）",
    ):  # fmt: skip
        assert words in made.text


def test_the_digest_is_that_of_the_text(minori) -> None:
    _, made = explained(minori)

    assert made.digest == hashlib.sha256(made.text.encode()).hexdigest()


def test_in_english_it_is_the_same_amounts(minori) -> None:
    plan = offer_plan(draft_plan(), actor=None)
    contract = draft_contract(minori, plan, endpoints=7, actor=None)
    made = explain_start(contract.id, telling(language="en"), plan=plan, endpoints=7, from_day=START)

    for words in ("21,450 yen", "536,800 yen", "2028-03-31", "33,000 yen"):
        assert words in made.text


def test_a_consent_signs_and_leaves_its_evidence(minori) -> None:
    contract, made = explained(minori)
    agree(made)

    kept = Consent.objects.get()
    assert fresh(contract.id).state == "signed"
    assert (kept.explanation_id, kept.digest, kept.name) == (made.id, made.digest, "稲森 修")
    assert made.digest in AuditLine.objects.get(verb="explanation.agreed").line


def test_nobody_agrees_to_a_text_that_he_did_not_see(minori) -> None:
    contract, made = explained(minori)

    with pytest.raises(NotConsentable, match="画面の文"):
        consent(made.id, digest="0" * 64, name="稲森 修", person=None, at=NOON)
    assert fresh(contract.id).state == "explained"


def test_nobody_agrees_to_old_figures(minori) -> None:
    contract, made = explained(minori)
    newer = explain_start(contract.id, telling(), plan=contract.plan, endpoints=8, from_day=START)

    with pytest.raises(NotConsentable, match="新しい説明"):
        agree(made)
    agree(newer)
    assert fresh(contract.id).endpoints == 8


@pytest.mark.parametrize("late", [timedelta(days=30, seconds=1), timedelta(seconds=-1)])
def test_an_explanation_is_good_for_thirty_days(minori, late: timedelta) -> None:
    _, made = explained(minori)

    with pytest.raises(NotConsentable, match="期限"):
        agree(made, at=NOON + late)
    agree(made, at=NOON + timedelta(days=30))


def test_nobody_agrees_twice_or_without_a_name(minori) -> None:
    _, made = explained(minori)

    with pytest.raises(NotConsentable, match="名前"):
        consent(made.id, digest=made.digest, name="　 ", person=None, at=NOON)
    agree(made)
    with pytest.raises(NotConsentable, match="もう同意"):
        agree(made)


def test_another_company_finds_no_explanation_and_no_contract(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract, made = explained(companies.minori)

    with tenant_scope(companies.kobato.id):
        with pytest.raises(NotFound):
            agree(made)
        with pytest.raises(NotFound):
            explain_ending(contract.id, telling())


def test_a_change_shows_both_prices_and_leaves_the_term(minori) -> None:
    contract = running_contract(minori)
    made = explain_change(contract.id, telling(), plan=contract.plan, endpoints=10)
    assert "いまの税込 21,450円から、税込 26,400円" in made.text
    assert fresh(contract.id).endpoints == 7

    agree(made)

    changed = fresh(contract.id)
    assert (changed.endpoints, changed.state, changed.term_from) == (10, "running", START)


def test_a_change_that_breaks_a_rule_is_not_explained(minori) -> None:
    contract = running_contract(minori)

    with pytest.raises(BreaksRules, match="台数（0）"):
        explain_change(contract.id, telling(), plan=contract.plan, endpoints=0)


def test_a_renewal_begins_the_day_after_the_term_and_not_long_before(minori) -> None:
    contract = running_contract(minori)
    with pytest.raises(NotYet, match="2028-01-02"):
        explain_renewal(contract.id, telling(datetime(2028, 1, 1, 3, tzinfo=UTC)))

    agree(explain_renewal(contract.id, telling(datetime(2028, 1, 2, 3, tzinfo=UTC))))

    assert fresh(contract.id).term_from == date(2028, 4, 1)
    with pytest.raises(NotYet):
        explain_renewal(contract.id, telling(datetime(2028, 4, 2, 3, tzinfo=UTC)))


def test_leaving_shows_what_is_left_to_pay(minori) -> None:
    contract = running_contract(minori)
    made = explain_ending(contract.id, telling(datetime(2028, 1, 10, 3, tzinfo=UTC)))
    assert "残り2か月分、あわせて42,900円（税込）" in made.text

    agree(made)

    assert fresh(contract.id).ends_on == date(2028, 1, 31)
    assert made.fee_yen == 42_900


def test_leaving_after_the_term_costs_nothing(minori) -> None:
    contract = running_contract(minori)

    made = explain_ending(contract.id, telling(datetime(2028, 3, 10, 3, tzinfo=UTC)))

    assert "解約にかかるお金はありません。" in made.text
    assert made.fee_yen == 0


def test_who_agrees_to_leave_in_the_next_month_is_told_anew(minori) -> None:
    contract = running_contract(minori)
    made = explain_ending(contract.id, telling(datetime(2028, 1, 31, 3, tzinfo=UTC)))

    with pytest.raises(NotConsentable, match="期限"):
        agree(made, at=datetime(2028, 1, 31, 15, tzinfo=UTC))  # midnight in Japan
    agree(made, at=datetime(2028, 1, 31, 14, 59, tzinfo=UTC))


def test_an_end_that_was_taken_back_is_not_agreed_to_again(minori) -> None:
    contract = running_contract(minori)
    made = explain_ending(contract.id, telling())
    agree(made)
    keep(contract.id, today=date(2026, 3, 21), actor=None)

    with pytest.raises(NotConsentable):
        agree(made)


def test_nothing_is_changed_before_the_service_began(minori) -> None:
    contract = signed_contract(minori)

    for attempt in (explain_renewal, explain_ending):
        with pytest.raises(NotPossible):
            attempt(contract.id, telling())
    with pytest.raises(NotPossible):
        explain_change(contract.id, telling(), plan=contract.plan, endpoints=9)
