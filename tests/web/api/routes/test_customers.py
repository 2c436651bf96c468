"""Customers by the API."""

from __future__ import annotations

import pytest

from api_cast import Program, pointers, program, said
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from token_cast import firm_token, owner_token
from web_texts import JAPANESE

NEW = {"tenant": "hoshimi", "name": "星見町印刷", "name_kana": "ホシミチョウインサツ"}


@pytest.fixture
def clerk(companies) -> Program:
    return program(firm_token("clerk"))


def test_all_are_listed_page_by_page(clerk: Program) -> None:
    first = said(clerk.get("/customers?limit=1"))
    second = said(clerk.get(f"/customers?limit=1&cursor={first['next']}"))

    assert [one["tenant"] for one in first["items"] + second["items"]] == ["minori", "kobato"]
    assert second["next"] is None


@pytest.mark.parametrize("limit", ["0", "-16857", "101", "x", "", "1.5", "9" * 400])
def test_a_limit_that_is_none_is_refused(clerk: Program, limit: str) -> None:
    answer = clerk.get(f"/customers?limit={limit}")

    assert (answer.status_code, pointers(answer)) == (422, [("query", "/limit")])


@pytest.mark.parametrize("words", ["みのり", "ﾐﾉﾘ", "みのりざかもっこう", "minorizaka"])
def test_one_is_found_however_it_is_written(clerk: Program, words: str) -> None:
    assert [one["tenant"] for one in said(clerk.get(f"/customers?q={words}"))["items"]] == ["minori"]


def test_a_company_is_taken_in_and_read(clerk: Program) -> None:
    made = clerk.post("/customers", NEW)

    assert made.status_code == 201
    read = clerk.get(f"/customers/{said(made)['id']}")
    assert (said(read), read.headers["ETag"]) == (said(made), made.headers["ETag"])
    assert said(read)["employees"] is None


def test_everything_that_is_wrong_is_pointed_at(clerk: Program) -> None:
    shape = clerk.post("/customers", {**NEW, "employees": "5", "capital_yen": -1, "unknown": 1, "tenant": "A"})
    facts = clerk.post("/customers", {**NEW, "name_kana": "abc", "corporate_number": "1234567890123"})

    assert sorted(pointers(shape)) == [
        ("body", f"/{name}") for name in ("capital_yen", "employees", "tenant", "unknown")
    ]
    assert pointers(facts) == [("body", "/name_kana"), ("body", "/corporate_number")]


def test_refusals_are_in_english_for_who_reads_it(companies) -> None:
    answer = program(firm_token("clerk"), "en").post("/customers", {**NEW, "name_kana": "abc", "prefecture": "99"})

    assert answer.status_code == 422
    assert not JAPANESE.search(answer.content.decode())


def test_a_tenant_that_is_there_is_refused(clerk: Program) -> None:
    assert pointers(clerk.post("/customers", {**NEW, "tenant": "minori"})) == [("body", "/tenant")]


def test_only_what_is_given_is_changed(clerk: Program, companies) -> None:
    address = f"/customers/{companies.minori.id}"
    clerk.change("PATCH", address, {"employees": 7, "prefecture": "27"})
    clerk.change("PATCH", address, {"employees": None})

    read = said(clerk.get(address))

    assert (read["employees"], read["prefecture"], read["name"]) == (None, "27", "有限会社みのり坂木工")


def test_what_a_change_may_not_hold_is_refused(clerk: Program, companies) -> None:
    address = f"/customers/{companies.minori.id}"

    assert pointers(clerk.change("PATCH", address, {"tenant": "x"})) == [("body", "/tenant")]
    assert pointers(clerk.change("PATCH", address, {"name": None})) == [("body", "/name")]
    assert pointers(clerk.change("PATCH", address, {"name": ""})) == [("body", "/name")]


def test_what_other_pages_keep_of_a_company_stays(clerk: Program, companies) -> None:
    with across("tests"):
        Customer.objects.filter(id=companies.minori.id).update(labels=["大事"])

    clerk.change("PATCH", f"/customers/{companies.minori.id}", {"employees": 7})

    with across("tests"):
        assert Customer.objects.get(id=companies.minori.id).labels == ["大事"]


def test_a_token_for_named_companies_takes_in_none(companies) -> None:
    answer = program(firm_token("clerk", only=[companies.minori.id])).post("/customers", NEW)

    assert answer.status_code == 403


def test_an_owner_reads_his_company_and_changes_nothing(companies) -> None:
    owner = program(owner_token(companies.minori))
    address = f"/customers/{companies.minori.id}"

    assert owner.get(address).status_code == 200
    assert owner.change("PATCH", address, {"employees": 7}).status_code == 403


def test_a_company_that_was_withdrawn_is_not_there(clerk: Program, companies) -> None:
    with across("tests"):
        Customer.objects.filter(id=companies.minori.id).update(withdrawn_at=companies.minori.made_at)

    assert clerk.get(f"/customers/{companies.minori.id}").status_code == 404
    assert [one["tenant"] for one in said(clerk.get("/customers"))["items"]] == ["kobato"]
    assert not said(clerk.get("/customers?q=みのり"))["items"]
