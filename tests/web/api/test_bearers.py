"""Who asks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from api_cast import Program, program, said
from otasuke.web.accounts.models import Post
from otasuke.web.api.bearers import FAILURES, For, bearer_of
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.policy import Scope
from otasuke.web.tokens.secret import new_secret
from otasuke.web.tokens.services import revoke
from token_cast import firm_token, owner_token


@pytest.mark.parametrize(
    "given", ["", "Basic eDp5", "Bearer", "Bearer ", "otsk_x", "Bearer \x00", "Bearer " + "x" * 9000]
)
def test_without_a_token_nobody_comes_in_and_is_told_how(database, given: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": given} if given else {})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="otasuke"')
    assert said(answer)["type"] == "/api/docs#unauthorized"


def test_a_browser_that_is_signed_in_is_nobody_here(companies) -> None:
    made = owner_token(companies.minori)
    client = Client()
    client.force_login(made.token.person)

    assert client.get("/api/v1/me").status_code == 401


def test_who_has_the_token_is_told_why_it_does_not_work(companies) -> None:
    expired, revoked, left = firm_token(), owner_token(companies.minori), firm_token("desk")
    with across("tests"):
        Token.objects.filter(id=expired.token.id).update(expires_at=timezone.now())
        revoke(revoked.token, actor=revoked.token.person, now=timezone.now())
    Post.objects.filter(person=left.token.person).delete()

    told = [said(program(one).get("/me"))["detail"] for one in (expired, revoked, left)]

    assert ["期限" in told[0], "取り消" in told[1], "担当" in told[2]] == [True] * 3


def test_who_guesses_too_often_waits_and_his_neighbours_go_on(companies) -> None:
    made = firm_token()
    wrong = [Program(new_secret()).get("/me").status_code for _ in range(FAILURES.most + 1)]

    assert wrong == [401] * FAILURES.most + [429]
    assert 0 < int(Program("otsk_x").get("/me").headers["Retry-After"]) <= FAILURES.within_s
    assert program(made).get("/me").status_code == 200


def test_a_scope_that_is_missing_is_named(companies) -> None:
    answer = program(firm_token(scopes=[Scope.READ_CUSTOMERS])).get("/people")

    assert answer.status_code == 403
    assert 'error="insufficient_scope", scope="people:read"' in answer.headers["WWW-Authenticate"]
    assert "people:read" in said(answer)["detail"]


def test_a_scope_that_the_maker_lost_is_missing(companies) -> None:
    made = firm_token("manager")
    assert program(made).get("/people").status_code == 200

    Post.objects.update(role="analyst")

    assert program(made).get("/people").status_code == 403


def test_what_stands_in_the_query_without_being_asked_for_is_named(companies) -> None:
    answer = program(firm_token()).get("/customers?limt=1&x=2&limit=1")

    assert answer.status_code == 422
    assert [error["pointer"] for error in said(answer)["errors"]] == ["/limt", "/x"]


def test_who_was_admitted_is_known(companies) -> None:
    made = firm_token()
    request = program(made).get("/me").wsgi_request

    assert bearer_of(request).token == made.token.id
    assert For(None)(request) is bearer_of(request)
