"""Who asks."""

from __future__ import annotations

from api_cast import program, said
from token_cast import firm_token, owner_token


def test_a_token_learns_whose_it_is_and_what_it_may(companies) -> None:
    made = owner_token(companies.minori)

    me = said(program(made).get("/me"))

    assert me["token"] == str(made.token.id)
    assert (me["person"]["name"], me["person"]["roles"]) == ("稲森 修", ["owner"])
    assert (me["firm"], me["customers"]) == (None, [str(companies.minori.id)])
    assert me["scopes"] == made.token.scopes


def test_a_token_of_the_firm_learns_for_which_companies_it_is(companies) -> None:
    all_of_them, one = firm_token(), firm_token("clerk", only=[companies.kobato.id])

    assert said(program(all_of_them).get("/me"))["customers"] is None
    assert said(program(one).get("/me"))["customers"] == [str(companies.kobato.id)]
    assert said(program(one).get("/me"))["firm"] == str(one.token.firm_id)
