"""Tokens of staff."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.tenancy.scope import across
from otasuke.web.tokens import policy
from otasuke.web.tokens.errors import NoToken
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.services import check, make_for_firm
from staff_cast import browser_of_staff, hayase
from token_cast import owner_token, wish, worker

PAGE = "/console/settings/tokens"
FILLED = {"name": "台数の集計", "scopes": ["customers:read", "contracts:read"], "days": "30"}


@pytest.fixture
def desk(companies) -> Client:
    return browser_of_staff(hayase("desk"))


def secret_in(page: str) -> str:
    return re.search(r"otsk_[0-9A-Za-z]{36}", page)[0]


def test_a_token_is_shown_once(desk: Client) -> None:
    assert "まだ1つもありません" in desk.get(PAGE).content.decode()

    page = desk.post(PAGE, FILLED).content.decode()

    assert check(secret_in(page), now=timezone.now()).name == "台数の集計"
    later = desk.get(PAGE).content.decode()
    assert "台数の集計" in later
    assert secret_in(page) not in later
    assert secret_in(page)[:11] in later


def test_it_can_be_for_some_companies_alone(desk: Client, companies) -> None:
    page = desk.post(PAGE, {**FILLED, "tenants": "minori"}).content.decode()

    assert check(secret_in(page), now=timezone.now()).only == {companies.minori.id}
    assert "1社だけ" in page


def test_a_company_that_is_not_there_is_named_and_nothing_is_made(desk: Client) -> None:
    page = desk.post(PAGE, {**FILLED, "tenants": "minori <nobody>"}).content.decode()

    assert "この会社はありません: &lt;nobody&gt;" in page
    with across("tests"):
        assert not Token.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"scopes": []}, {"scopes": ["audit:read"]}, {"days": "1000"}, {"name": "x" * 61}]
)
def test_what_is_wrong_is_said_and_nothing_is_made(desk: Client, changed: dict[str, object]) -> None:
    page = desk.post(PAGE, {**FILLED, **changed}).content.decode()

    assert 'class="wrong' in page
    with across("tests"):
        assert not Token.objects.exists()


def test_one_who_has_too_many_is_told(desk: Client, monkeypatch) -> None:
    monkeypatch.setattr(policy, "MOST_TOKENS", 1)
    desk.post(PAGE, FILLED)

    assert "使っていないものを消して" in desk.post(PAGE, FILLED).content.decode()


def test_one_takes_away_ones_own(desk: Client) -> None:
    secret = secret_in(desk.post(PAGE, FILLED).content.decode())
    with across("tests"):
        token = Token.objects.get()

    desk.post(f"{PAGE}/{token.id}/revoke")

    with pytest.raises(NoToken):
        check(secret, now=timezone.now())


def test_of_others_one_sees_and_takes_away_nothing(desk: Client) -> None:
    other, firm = worker("clerk", "宮野 直")
    made = make_for_firm(wish(), firm, only=[], actor=other, now=timezone.now())

    assert "宮野 直" not in desk.get(PAGE).content.decode()
    assert desk.post(f"{PAGE}/{made.token.id}/revoke").status_code == 404
    assert check(made.secret, now=timezone.now())


def test_who_decides_about_people_takes_away_anybodys(companies) -> None:
    manager = browser_of_staff(hayase("manager"))
    other, firm = worker("clerk", "宮野 直")
    made = make_for_firm(wish(), firm, only=[], actor=other, now=timezone.now())
    assert "宮野 直" in manager.get(PAGE).content.decode()

    manager.post(f"{PAGE}/{made.token.id}/revoke")

    with pytest.raises(NoToken):
        check(made.secret, now=timezone.now())


def test_a_companys_token_is_not_a_firms(desk: Client, companies) -> None:
    made = owner_token(companies.minori)

    assert desk.post(f"{PAGE}/{made.token.id}/revoke").status_code == 404
    assert check(made.secret, now=timezone.now())
