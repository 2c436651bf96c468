"""People by the API."""

from __future__ import annotations

from api_cast import program, said
from portal_cast import join
from staff_cast import employ
from token_cast import firm_token, inamori, owner_token


def test_an_owner_sees_who_acts_for_his_company(companies) -> None:
    owner = owner_token(companies.minori)
    join(inamori(companies.kobato, "鳩村 学"), companies.minori, "colleague")

    found = said(program(owner).get(f"/customers/{companies.minori.id}/people"))["items"]

    assert sorted((one["name"], one["roles"]) for one in found) == [("稲森 修", ["owner"]), ("鳩村 学", ["colleague"])]


def test_a_manager_sees_the_staff_and_all_that_each_is(companies) -> None:
    made = firm_token("manager")
    employ(made.token.person, "analyst")

    (found,) = said(program(made).get("/people"))["items"]

    assert (found["name"], found["roles"]) == ("早瀬 遥", ["analyst", "manager"])


def test_tokens_for_companies_find_no_staff(companies) -> None:
    for made in (owner_token(companies.minori), firm_token(only=[companies.minori.id])):
        assert program(made).get("/people").status_code == 404
