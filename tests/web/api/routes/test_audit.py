"""The audit log by the API."""

from __future__ import annotations

from hashlib import sha256

from api_cast import program, said
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import tenant_scope
from token_cast import firm_token


def test_a_companys_chain_is_read_in_order_and_can_be_followed(companies) -> None:
    asking = program(firm_token())
    address = f"/customers/{companies.minori.id}"
    for employees in (1, 2):
        asking.change("PATCH", address, {"employees": employees})

    first = said(asking.get(f"{address}/audit?limit=3"))
    rest = said(asking.get(f"{address}/audit?limit=3&cursor={first['next']}"))

    lines = first["items"] + rest["items"]
    assert [(one["number"], one["verb"]) for one in lines] == [
        (1, "customer.changed"), (2, "token.wrote"), (3, "customer.changed"), (4, "token.wrote"),
    ]  # fmt: skip
    assert lines[0]["details"] == {"fields": "employees"}
    with tenant_scope(companies.minori.id):
        written = AuditLine.objects.get(number=2).line
    assert sha256(bytes.fromhex(lines[0]["digest"]) + written.encode()).hexdigest() == lines[1]["digest"]


def test_the_providers_own_chain_is_for_tokens_of_all_companies(companies) -> None:
    all_of_them = firm_token()
    one = firm_token(only=[companies.minori.id])

    assert said(program(all_of_them).get("/audit"))["items"][0]["verb"] == "token.made"
    assert program(one).get("/audit").status_code == 404
