"""Which tokens are shown to whom."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.selectors import token_of_customer, token_of_firm, tokens_of_customer, tokens_of_firm
from otasuke.web.tokens.services import make_for_firm, revoke
from token_cast import owner_token, wish, worker


def test_a_firms_tokens_are_those_of_one_or_of_all_and_work(companies) -> None:
    now = timezone.now()
    hayase, firm = worker("manager")
    other, _ = worker("desk", "宮野 直")
    his = make_for_firm(wish(), firm, only=[], actor=hayase, now=now)
    later = make_for_firm(wish(), firm, only=[], actor=other, now=now + timedelta(seconds=1))
    gone = make_for_firm(wish(), firm, only=[], actor=other, now=now)
    with across("tests"):
        revoke(gone.token, actor=other, now=now)

    assert [one.id for one in tokens_of_firm(firm.id, of=None, now=now)] == [later.token.id, his.token.id]
    assert [one.id for one in tokens_of_firm(firm.id, of=hayase, now=now)] == [his.token.id]
    assert not tokens_of_firm(firm.id, of=None, now=now + timedelta(days=365))


def test_a_company_is_shown_its_own(companies) -> None:
    made = owner_token(companies.minori)
    owner_token(companies.kobato)

    assert [one.id for one in tokens_of_customer(companies.minori.id, now=timezone.now())] == [made.token.id]


def test_one_is_found_for_whose_it_is_and_for_nobody_else(companies) -> None:
    hayase, firm = worker("manager")
    other, _ = worker("desk", "宮野 直")
    his = make_for_firm(wish(), firm, only=[], actor=hayase, now=timezone.now()).token
    owners = owner_token(companies.minori).token

    assert token_of_firm(firm.id, his.id, of=hayase) == token_of_firm(firm.id, his.id, of=None) == his
    assert token_of_firm(firm.id, his.id, of=other) is None
    assert token_of_firm(firm.id, owners.id, of=None) is None
    assert token_of_customer(companies.minori.id, owners.id) == owners
    assert token_of_customer(companies.kobato.id, owners.id) is None
    assert token_of_customer(companies.minori.id, his.id) is None
