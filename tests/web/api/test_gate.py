"""What every request passes."""

from __future__ import annotations

import json

import pytest

from api_cast import program, said
from otasuke.web.api.gate import MOST_BYTES, REQUESTS
from token_cast import firm_token


def test_who_asks_too_often_is_told_how_long_to_wait(companies, monkeypatch) -> None:
    monkeypatch.setattr(REQUESTS, "most", 2)
    asking = program(firm_token())

    answers = [asking.get("/me") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"token";q=2;w=60'
    assert answers[0].headers["RateLimit"] == '"token";r=1;t=60'
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert program(firm_token("desk")).get("/me").status_code == 200


@pytest.mark.parametrize("address", ["/nope", "/customers/x", "/customers/00000000-0000-0000-0000-000000000000", "/"])
def test_what_is_not_there_is_a_problem_too(companies, address: str) -> None:
    answer = program(firm_token()).get(address)

    assert (answer.status_code, said(answer)["type"]) == (404, "/api/docs#not-found")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_there_is_told_what_is(companies) -> None:
    answer = program(firm_token()).ask("PUT", "/customers")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_a_large_body_is_refused_before_it_is_read(companies) -> None:
    asking = program(firm_token())

    assert asking.ask("POST", "/customers", raw=b" " * (MOST_BYTES + 1)).status_code == 413
    assert asking.ask("POST", "/customers", raw=b" " * MOST_BYTES).status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_no_json_is_refused(companies, kind: str) -> None:
    answer = program(firm_token()).ask("POST", "/customers", {}, Content_Type=kind)

    assert answer.status_code == 415


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"{} {}", b'{"a": NaN}', b'"\\ud800"', b"[" * 5000])
def test_what_is_not_json_is_refused(companies, raw: bytes) -> None:
    answer = program(firm_token()).ask("POST", "/customers", raw=raw)

    assert (answer.status_code, said(answer)["type"]) == (400, "/api/docs#malformed")


@pytest.mark.parametrize("body", [None, [], 1, "x", True, {"tenant": {}}, {"name": ["x"]}])
def test_json_of_another_shape_is_refused_with_what_is_wrong(companies, body: object) -> None:
    answer = program(firm_token()).ask("POST", "/customers", raw=json.dumps(body).encode())

    assert answer.status_code == 422
    assert said(answer)["errors"]


def test_answers_are_kept_by_nobody_and_are_of_a_language(companies) -> None:
    answer = program(firm_token(), "en").get("/nope")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Language"] == "en"
    assert said(answer)["title"] == "Not found"


def test_asking_makes_no_session(companies) -> None:
    assert not program(firm_token()).get("/me").cookies
