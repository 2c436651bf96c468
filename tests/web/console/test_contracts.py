"""The contract of a company, step by step, as staff take them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from contract_cast import draft_plan, running_contract, telling
from job_runner import run_jobs
from otasuke.web.accounts.models import Person
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan, SeatCount
from otasuke.web.contracts.services import offer_plan
from otasuke.web.tenancy.scope import across, tenant_scope
from portal_cast import join
from staff_cast import browser_of_staff, hayase

PAGE = "/console/companies/minori/contract"


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("clerk"))


@pytest.fixture
def plan(companies) -> Plan:
    return offer_plan(draft_plan(), actor=None)


def contract() -> Contract:
    with across("tests"):
        return Contract.objects.select_related("plan").get()


def take(client: Client, step: str, **sent: str):
    with across("tests"):
        one = Contract.objects.first()
    return client.post(f"{PAGE}/{step}", {"contract": str(one.id) if one else "", **sent})


def agree(client: Client, **changed: str):
    text = client.get(PAGE).content.decode()
    hidden = {name: re.findall(rf'name="{name}" value="([^"]+)"', text)[0] for name in ("digest", "explanation")}
    return take(client, "agree", **{**hidden, "name": "稲森 修", "seen": "on", **changed})


def today() -> str:
    return str(timezone.localdate())


def told(plan: Plan, **changed: str) -> dict[str, str]:
    return {"plan": str(plan.id), "endpoints": "7", "from_day": today(), "how": "spoken", "language": "ja", **changed}


def test_from_the_first_to_the_last_step(client: Client, plan: Plan) -> None:
    assert take(client, "draft", plan=str(plan.id), endpoints="7").status_code == 302
    assert take(client, "start", **told(plan)).status_code == 302
    text = client.get(PAGE).content.decode()
    assert "かならずかかるお金は、初期費用をふくめて税込 536,800円です" in text

    assert agree(client).status_code == 302
    assert take(client, "begin", on=today()).status_code == 302
    assert contract().state == "running"

    take(client, "change", **told(plan, endpoints="10"))
    assert "いまの税込 21,450円から、税込 26,400円" in client.get(PAGE).content.decode()
    agree(client)
    assert contract().endpoints == 10

    assert "円（税込）がかかります" in client.get(PAGE).content.decode()
    take(client, "ending", how="written", language="ja")
    agree(client)
    assert contract().state == "ending"
    take(client, "keep")
    assert contract().state == "running"
    with tenant_scope(contract().customer_id):
        assert {one.explained_by.name for one in Explanation.objects.all() if one.explained_by} == {"早瀬 遥"}


def test_the_evidence_is_a_pdf(client: Client, companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
        consent = Consent.objects.get()

    answer = client.get(f"/console/companies/minori/consents/{consent.id}.pdf")

    assert answer.content.startswith(b"%PDF")
    assert "minori-start-" in answer.headers["Content-Disposition"]
    assert client.get(f"/console/companies/kobato/consents/{consent.id}.pdf").status_code == 404
    assert f"consents/{consent.id}.pdf" in client.get(PAGE).content.decode()
    assert f"consents/{consent.id}.pdf" in client.get("/console/companies/minori").content.decode()


def test_a_number_that_breaks_a_rule_is_told_and_nothing_is_written(client: Client, plan: Plan) -> None:
    answer = take(client, "draft", plan=str(plan.id), endpoints="0")

    assert answer.status_code == 409
    assert "台数（0）がありえない数です" in answer.content.decode()
    with across("tests"):
        assert not Contract.objects.exists()


def test_a_step_that_somebody_took_already_is_told(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")

    answer = take(client, "begin", on=today())

    assert answer.status_code == 409
    assert "ほかの人が先に進めた" in answer.content.decode()


def test_a_consent_needs_a_name_and_the_mark(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")
    take(client, "start", **told(plan))

    text = agree(client, name="", seen="").content.decode()

    assert "同意を受けてから、ここに印を付けてください" in text
    assert contract().state == "explained"


def test_what_was_shown_has_to_be_what_was_explained(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")
    take(client, "start", **told(plan))

    answer = agree(client, digest="0" * 64)

    assert answer.status_code == 409
    assert "画面の文と、説明した文がちがいます" in answer.content.decode()


def test_what_the_customer_reads_himself_waits_for_him(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")
    take(client, "start", **told(plan, how="page"))

    assert "お客様の画面で、同意を待っています" in client.get(PAGE).content.decode()
    with tenant_scope(contract().customer_id):
        assert Explanation.objects.get().explained_by is None


def test_a_draft_is_dropped_and_another_made(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")
    assert "新しい契約を用意する" not in client.get(PAGE).content.decode()

    take(client, "drop")

    text = client.get(PAGE).content.decode()
    assert "終わった契約" in text
    assert "新しい契約を用意する" in text


def test_insured_computers_are_counted(client: Client, companies) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)

    take(client, "insured", number="5")

    with tenant_scope(companies.minori.id):
        assert SeatCount.objects.get().number == 5
    assert "保険が 2台足りません" in client.get("/console/companies/minori").content.decode()


@pytest.mark.parametrize(("step", "number"), [("strange", ""), ("begin", ""), ("begin", "x")])
def test_what_is_not_there_is_not_found(client: Client, step: str, number: str) -> None:
    assert client.post(f"{PAGE}/{step}", {"contract": number, "on": today()}).status_code == 404


def test_a_contract_of_another_company_is_not_found(client: Client, companies) -> None:
    with tenant_scope(companies.minori.id):
        other = running_contract(companies.minori)

    answer = client.post("/console/companies/kobato/contract/drop", {"contract": str(other.id)})

    assert answer.status_code == 404
    assert contract().state == "running"


def test_who_makes_no_contracts_finds_nothing(companies, plan: Plan) -> None:
    client = browser_of_staff(hayase("desk"))

    assert client.get(PAGE).status_code == 404
    assert take(client, "draft", plan=str(plan.id), endpoints="7").status_code == 404


def test_what_is_to_be_read_on_a_page_is_mailed_to_the_owner_and_the_desk_sees_since_when_it_waits(
    client: Client, plan: Plan, companies
) -> None:
    join(Person.objects.create(name="稲森 修", email="inamori@minori.example"), companies.minori, "owner")
    mail.outbox = []
    take(client, "draft", plan=str(plan.id), endpoints="7")

    take(client, "start", **told(plan, how="page"))
    run_jobs()

    (sent,) = mail.outbox
    assert sent.to == ["inamori@minori.example"]
    assert "http://testserver/contract" in sent.body
    assert "代表にメールで知らせた日" in client.get(PAGE).content.decode()
    assert "説明への同意を、" in client.get("/console/companies/minori").content.decode()
    take(client, "start", **told(plan, how="spoken"))
    run_jobs()
    assert len(mail.outbox) == 1


def test_what_was_explained_without_a_mail_is_said_so(client: Client, companies) -> None:
    join(Person.objects.create(name="稲森 修", email="inamori@minori.example"), companies.minori, "owner")
    with tenant_scope(companies.minori.id):
        explain_ending(running_contract(companies.minori).id, telling(timezone.now()))

    assert "代表に、まだメールで知らせていません" in client.get(PAGE).content.decode()


def test_without_an_owner_the_desk_is_told_that_nobody_was_mailed(client: Client, plan: Plan) -> None:
    take(client, "draft", plan=str(plan.id), endpoints="7")

    take(client, "start", **told(plan, how="page"))

    text = client.get(PAGE).content.decode()
    assert "代表がいないので" in text
    assert "people/invite" in text
