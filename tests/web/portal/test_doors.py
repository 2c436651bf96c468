"""Who comes into the portal."""

from __future__ import annotations

import pytest
from django.test import Client

from otasuke.web.accounts.models import Person
from portal_cast import browser_of, join, signed_in

PAGES = ["/", "/messages", "/devices", "/contract", "/ask", "/people", "/people/invite", "/me"]


@pytest.mark.parametrize("page", PAGES)
def test_an_owner_sees_his_company_on_every_page(companies, page: str) -> None:
    text = signed_in(companies.minori).get(page).content.decode()

    assert "有限会社みのり坂木工" in text
    assert "こばと歯科医院" not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_door_and_back(database, page: str) -> None:
    answer = Client().get(page)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/enter?next={page}")


def test_a_colleague_sees_no_contract_and_no_way_to_it(companies) -> None:
    client = signed_in(companies.minori, "colleague")

    assert client.get("/contract").status_code == 404
    assert 'href="/contract"' not in client.get("/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_somebody_without_a_company_finds_nothing(database, page: str) -> None:
    assert browser_of(Person.objects.create(name="技術者")).get(page).status_code == 404


def test_who_acts_for_two_companies_chooses_one(companies) -> None:
    advisor = Person.objects.create(name="川端 修")
    for company in (companies.minori, companies.kobato):
        join(advisor, company, "colleague")
    client = browser_of(advisor)

    assert client.get("/").headers["Location"] == "/choose"
    client.post("/choose", {"company": str(companies.kobato.id)})

    text = client.get("/").content.decode()
    assert "こばと歯科医院" in text
    assert "みのり坂木工" not in text


def test_nobody_chooses_a_company_that_is_not_his(companies) -> None:
    client = signed_in(companies.minori)

    assert client.post("/choose", {"company": str(companies.kobato.id)}).status_code == 404
    assert "みのり坂木工" in client.get("/").content.decode()


def test_a_session_that_names_another_company_shows_his_own(companies) -> None:
    client = signed_in(companies.minori)
    session = client.session
    session["company"] = str(companies.kobato.id)
    session.save()

    assert "みのり坂木工" in client.get("/").content.decode()
