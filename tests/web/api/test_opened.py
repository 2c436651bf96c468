"""The company that a request is about."""

from __future__ import annotations

from uuid import uuid4

from api_cast import program, said
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import tenant_scope
from token_cast import firm_token, owner_token


def test_what_is_not_there_and_what_is_not_his_look_the_same(companies) -> None:
    asking = program(owner_token(companies.minori))

    absent, forbidden = (asking.get(f"/customers/{one}") for one in (uuid4(), companies.kobato.id))

    assert absent.status_code == forbidden.status_code == 404
    assert absent.content == forbidden.content


def test_a_token_for_all_companies_finds_no_company_that_is_not_there(companies) -> None:
    assert program(firm_token()).get(f"/customers/{uuid4()}").status_code == 404


def test_the_audit_log_says_which_token_wrote(companies) -> None:
    made = firm_token()
    address = f"/customers/{companies.minori.id}"
    program(made).change("PATCH", address, {"employees": 7})

    with tenant_scope(companies.minori.id):
        lines = [line.line for line in AuditLine.objects.order_by("number")]

    assert [line.split(" ")[3] for line in lines] == ["customer.changed", "token.wrote"]
    assert f'"to":"token {made.token.id}"' in lines[1]
    assert f"PATCH /api/v1{address}" in lines[1]


def test_what_was_refused_leaves_no_line(companies) -> None:
    answer = program(firm_token()).change("PATCH", f"/customers/{companies.minori.id}", {"name_kana": "abc"})

    assert said(answer)["errors"][0]["pointer"] == "/name_kana"
    with tenant_scope(companies.minori.id):
        assert not AuditLine.objects.exists()
