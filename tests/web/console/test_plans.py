"""Plans for staff."""

from __future__ import annotations

import pytest
from django.test import Client

from contract_cast import draft_plan
from otasuke.web.contracts.models import Plan
from otasuke.web.contracts.services import offer_plan
from staff_cast import browser_of_staff, hayase
from web.console.test_plan_form import HITOE


@pytest.fixture
def client(database) -> Client:
    return browser_of_staff(hayase("clerk"))


def test_a_plan_is_offered_and_its_next_version_after_it(client: Client) -> None:
    assert client.post("/console/plans/new", HITOE).headers["Location"] == "/console/plans?made=hitoe"
    client.post("/console/plans/new", {**HITOE, "network_yen": "9000"})

    text = client.get("/console/plans?made=hitoe").content.decode()

    assert list(Plan.objects.order_by("version").values_list("network_yen", flat=True)) == [10_000, 9_000]
    assert text.index("入口 9,000円") < text.index("前の版 1つ") < text.index("入口 10,000円")
    assert "いま作りました" in text


def test_a_plan_that_breaks_a_rule_is_not_saved_and_its_yen_are_told(client: Client) -> None:
    text = client.post("/console/plans/new", {**HITOE, "network_yen": "10120", "cover_yen": "0"}).content.decode()

    assert "月額が上限を120円超えています（基準7 価格）" in text
    assert not Plan.objects.exists()


def test_a_plan_whose_insurance_pays_nothing_is_not_saved(client: Client) -> None:
    text = client.post("/console/plans/new", {**HITOE, "cover_yen": "0"}).content.decode()

    assert "保険の支払限度額が0円です" in text


def test_while_it_is_written_the_rules_are_told(client: Client) -> None:
    answer = client.post("/console/plans/check", {**HITOE, "term_months": "30"})

    text = answer.content.decode()
    assert "上限を6か月超えています（基準8 契約期間）" in text
    assert "<html" not in text


def test_a_new_version_begins_with_what_is_offered(client: Client) -> None:
    offer_plan(draft_plan(), actor=None)

    text = client.get("/console/plans/new?from=hitoe").content.decode()

    assert "第1版の次の版" in text
    assert 'value="9000"' in text
    assert "基準に合っています" in text


def test_who_makes_no_contracts_makes_no_plans(database) -> None:
    client = browser_of_staff(hayase("desk"))

    assert client.get("/console/plans/new").status_code == 404
    assert client.post("/console/plans/check", HITOE).status_code == 404
    assert "プランを作る" not in client.get("/console/plans").content.decode()
