"""Plans that are offered, and the steps of a contract."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from contract_cast import START, agree, draft_plan, fresh, running_contract, signed_contract, telling
from otasuke.web.audit.models import AuditLine
from otasuke.web.contracts.errors import BreaksRules, ContractError, NotFound, NothingCovered, NotYet
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Plan, SeatCount
from otasuke.web.contracts.services import begin, count_seats, draft_contract, drop, end, keep, offer_plan
from otasuke.web.contracts.states import NotPossible
from otasuke.web.tenancy.scope import tenant_scope


def test_a_change_of_a_plan_is_a_new_version(database: None) -> None:
    first = offer_plan(draft_plan(), actor=None)
    second = offer_plan(draft_plan(network_yen=8_000), actor=None)

    assert (first.version, second.version) == (1, 2)
    assert Plan.objects.get(id=first.id).network_yen == 9_000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"network_yen": 10_001, "endpoint_yen": 2_000}, "月額が上限を1円超えています（基準7 価格）。12,000円以下"),
        ({"term_months": 25}, "1か月超えています（基準8 契約期間）"),
        ({"has_insurance": False}, "基準5"),
        ({"initial_yen": -1}, "金額（-1円）がマイナス"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_not_saved_and_the_rule_is_named(database: None, changed, words: str) -> None:
    with pytest.raises(BreaksRules) as caught:
        offer_plan(draft_plan(**changed), actor=None)

    assert any(words in str(one) for one in caught.value.sentences)
    assert not Plan.objects.exists()


def test_a_plan_at_the_ceiling_to_the_yen_is_saved(database: None) -> None:
    assert offer_plan(draft_plan(network_yen=10_000, endpoint_yen=2_000), actor=None).version == 1


def test_class_two_counts_by_the_registration(database: None) -> None:
    class_two = {"standard": "2.0-2", "watched_endpoints": 50, "has_consulting": True, "network_yen": 30_000}
    with pytest.raises(BreaksRules, match="上限がわかりません"):
        offer_plan(draft_plan(**class_two), actor=None)

    registered = {"registered_network_yen": 30_000, "registered_endpoint_yen": 3_000}
    assert offer_plan(draft_plan(**class_two, **registered), actor=None).version == 1


def test_what_no_rule_but_a_field_forbids_is_not_saved(database: None) -> None:
    for changed in ({"title": "二行\n\n■ の名前"}, {"kind": "door"}, {"code": "a b"}):
        with pytest.raises((ValidationError, ContractError)):
            offer_plan(draft_plan(**changed), actor=None)
    with pytest.raises(NothingCovered):
        offer_plan(draft_plan(cover_yen=0), actor=None)
    with pytest.raises(ContractError, match=r"あるのは: 1\.1"):
        offer_plan(draft_plan(standard="9"), actor=None)


def test_a_contract_of_no_computers_is_not_drafted(companies) -> None:
    plan = offer_plan(draft_plan(), actor=None)

    with tenant_scope(companies.minori.id), pytest.raises(BreaksRules, match="台数（0）"):
        draft_contract(companies.minori, plan, endpoints=0, actor=None)


def test_service_begins_once_and_is_counted_from_that_day(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = signed_contract(companies.minori)
        begin(contract.id, on=START, actor=None)

        begun = fresh(contract.id)
        assert (begun.state, begun.started, begun.term_from, begun.term_months) == ("running", START, START, 24)
        with pytest.raises(NotPossible):
            begin(contract.id, on=START + timedelta(days=9), actor=None)
        assert fresh(contract.id).started == START


def test_a_contract_ends_the_day_after_its_last(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        agree(explain_ending(contract.id, telling()))
        last = fresh(contract.id).ends_on
        assert last == date(2026, 3, 31)

        with pytest.raises(NotYet):
            end(contract.id, today=last, actor=None)
        assert end(contract.id, today=last + timedelta(days=1), actor=None).state == "ended"


def test_an_end_is_taken_back_until_the_last_day(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        agree(explain_ending(contract.id, telling()))
        last = fresh(contract.id).ends_on

        with pytest.raises(NotYet):
            keep(contract.id, today=last + timedelta(days=1), actor=None)
        kept = keep(contract.id, today=last, actor=None)
        assert (kept.state, kept.ends_on) == ("running", None)


def test_before_it_began_a_contract_is_given_up_and_afterwards_not(companies) -> None:
    with tenant_scope(companies.minori.id):
        assert drop(signed_contract(companies.minori).id, actor=None).state == "ended"

        with pytest.raises(NotPossible):
            drop(running_contract(companies.minori, code="b").id, actor=None)


def test_a_contract_of_another_company_is_not_found(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)

    with tenant_scope(companies.kobato.id):
        for attempt in (
            lambda: begin(contract.id, on=START, actor=None),
            lambda: drop(contract.id, actor=None),
            lambda: end(contract.id, today=START, actor=None),
            lambda: keep(contract.id, today=START, actor=None),
            lambda: count_seats(contract.id, SeatCount.What.SEEN, number=1, on=START, actor=None),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_a_second_count_of_a_day_replaces_the_first(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        for number in (5, 6):
            count_seats(contract.id, SeatCount.What.SEEN, number=number, on=START, actor=None)

        assert SeatCount.objects.get().number == 6


def test_every_step_is_in_the_audit_log_of_the_company(companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

        verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
        assert verbs == [
            "contract.drafted", "contract.explained", "explanation.given", "explanation.agreed", "contract.signed",
            "contract.begun",
        ]  # fmt: skip
