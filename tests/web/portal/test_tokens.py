"""Tokens of an owner."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.errors import NoToken
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.services import check
from portal_cast import signed_in
from token_cast import owner_token

FILLED = {"name": "会計ソフト", "scopes": ["contracts:read"], "days": "90"}


def test_an_owner_makes_one_for_his_company_and_takes_it_away(companies) -> None:
    owner = signed_in(companies.minori)

    page = owner.post("/tokens", FILLED).content.decode()

    secret = re.search(r"otsk_[0-9A-Za-z]{36}", page)[0]
    assert check(secret, now=timezone.now()).customer == companies.minori.id
    assert secret not in owner.get("/tokens").content.decode()
    with across("tests"):
        token = Token.objects.get()
    assert owner.post(f"/tokens/{token.id}/revoke").status_code == 302
    with pytest.raises(NoToken):
        check(secret, now=timezone.now())


def test_what_is_wrong_is_said(companies) -> None:
    owner = signed_in(companies.minori)

    assert 'class="wrong' in owner.post("/tokens", {**FILLED, "scopes": ["audit:read"]}).content.decode()
    assert 'class="wrong' in owner.post("/tokens", {**FILLED, "name": ""}).content.decode()


def test_a_colleague_has_none(companies) -> None:
    assert signed_in(companies.minori, "colleague").get("/tokens").status_code == 404


def test_anothers_token_is_not_there(companies) -> None:
    made, owner = owner_token(companies.kobato), signed_in(companies.minori)

    assert made.token.begins not in owner.get("/tokens").content.decode()
    assert owner.post(f"/tokens/{made.token.id}/revoke").status_code == 404
    assert check(made.secret, now=timezone.now())
