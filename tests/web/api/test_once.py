"""Idempotency keys."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from api_cast import program, said
from otasuke.web.api.models import KeptAnswer
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer
from otasuke.web.project.database import Logins
from otasuke.web.tenancy.scope import across
from sensor_cast import device, reached
from token_cast import firm_token, owner_token

BODY = {"tenant": "tsuyukusa", "name": "つゆくさ通り歯科医院", "name_kana": "ツユクサドオリシカイイン"}


def test_the_same_request_is_done_once_and_answered_twice(companies) -> None:
    asking = program(firm_token())
    first = asking.post("/customers", BODY, Idempotency_Key="k1")

    again = asking.post("/customers", BODY, Idempotency_Key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    with across("tests"):
        assert Customer.objects.filter(tenant="tsuyukusa").count() == 1
        assert AuditLine.objects.filter(verb="customer.opened").count() == 1


def test_a_refusal_is_kept_too(companies) -> None:
    asking = program(firm_token())
    first = asking.post("/customers", {**BODY, "corporate_number": "1234567890123"}, Idempotency_Key="k1")

    again = asking.post("/customers", {**BODY, "corporate_number": "1234567890123"}, Idempotency_Key="k1")

    assert (first.status_code, again.status_code) == (422, 422)
    assert again.content == first.content


def test_another_body_or_address_with_the_same_key_is_refused(companies) -> None:
    asking = program(firm_token())
    asking.post("/customers", BODY, Idempotency_Key="k1")

    for answer in (
        asking.post("/customers", {**BODY, "name": "x"}, Idempotency_Key="k1"),
        asking.post(f"/customers/{companies.minori.id}/sites", {"name": "本社"}, Idempotency_Key="k1"),
    ):
        assert (answer.status_code, said(answer)["type"]) == (422, "/api/docs#key-reused")


def test_keys_of_two_tokens_are_two(companies) -> None:
    one, other = program(firm_token("clerk")), program(firm_token("desk"))
    one.post("/customers", BODY, Idempotency_Key="k1")

    answer = other.post("/customers", {**BODY, "tenant": "hoshimi"}, Idempotency_Key="k1")

    assert answer.status_code == 201


def test_after_a_day_a_key_is_free_and_forgotten(companies) -> None:
    asking = program(firm_token())
    asking.post("/customers", BODY, Idempotency_Key="k1")
    with across("tests"):
        KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=24))

    answer = asking.post("/customers", {**BODY, "tenant": "hoshimi"}, Idempotency_Key="k1")

    assert answer.status_code == 201
    with across("tests"):
        assert KeptAnswer.objects.count() == 1


def test_while_it_is_worked_on_the_same_key_waits(companies, web_logins: Logins) -> None:
    made = firm_token()
    lock = int.from_bytes(hashlib.sha256(f"{made.token.id} k1".encode()).digest()[:8], "big", signed=True)
    with psycopg.connect(web_logins.member.conninfo) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [lock])

        answer = program(made).post("/customers", BODY, Idempotency_Key="k1")

    assert (answer.status_code, said(answer)["type"]) == (409, "/api/docs#in-progress")
    assert answer.headers["Retry-After"] == "1"
    assert program(made).post("/customers", BODY, Idempotency_Key="k1").status_code == 201


def test_a_post_without_a_key_is_told_to_have_one(companies) -> None:
    answer = program(firm_token()).client.post(
        "/api/v1/customers", BODY, content_type="application/json", headers={"Authorization": "Bearer " + firm_token("desk").secret}
    )  # fmt: skip

    assert (answer.status_code, said(answer)["type"]) == (400, "/api/docs#key-missing")


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ä", "a\x7f"])
def test_a_key_that_is_none_is_refused(companies, key: str) -> None:
    answer = program(firm_token()).post("/customers", BODY, Idempotency_Key=key)

    assert answer.status_code == 422
    assert said(answer)["errors"][0]["in"] == "header"


def test_a_secret_is_not_kept_and_not_shown_again(companies) -> None:
    asking = program(firm_token())
    with reached() as broker:
        address = f"/customers/{companies.minori.id}/devices/{device(companies.minori).id}/handouts"
        first = asking.post(address, Idempotency_Key="k1")
        again = asking.post(address, Idempotency_Key="k1")
        given = len(broker.credentials)

    assert (first.status_code, again.status_code, given) == (201, 409, 1)
    assert said(again)["type"] == "/api/docs#shown-once"
    with across("tests"):
        assert bytes(KeptAnswer.objects.get().body) == b""


def test_an_accident_is_undone_and_may_be_tried_again(companies, monkeypatch) -> None:
    from otasuke.web.api.routes import customers

    asking, good = program(firm_token()), customers.open_customer

    def broken(facts, *, actor):
        good(facts, actor=actor)
        raise ZeroDivisionError

    monkeypatch.setattr(customers, "open_customer", broken)
    failed = asking.post("/customers", BODY, Idempotency_Key="k1")
    monkeypatch.setattr(customers, "open_customer", good)
    again = asking.post("/customers", BODY, Idempotency_Key="k1")

    assert (failed.status_code, again.status_code) == (500, 201)
    assert said(failed)["type"] == "/api/docs#internal"


def test_what_is_kept_for_a_company_is_seen_by_no_other(companies) -> None:
    from otasuke.web.tenancy.scope import tenant_scope

    with reached():
        program(owner_token(companies.minori)).post(
            f"/customers/{companies.minori.id}/devices", {"name": "x", "kind": "linux"}
        )

    with tenant_scope(companies.kobato.id):
        assert not KeptAnswer.objects.exists()
    with tenant_scope(companies.minori.id):
        assert KeptAnswer.objects.count() == 1
