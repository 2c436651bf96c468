"""Refusals as programs get them."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override

from otasuke.web.api.problems import KINDS, Error, Problem, not_found
from otasuke.web.ui.sentences import _


def test_a_problem_is_an_answer_of_rfc_9457() -> None:
    problem = Problem(
        "invalid", _("整数です。"), errors=[Error("/a", _("整数です。"))], headers={"X": "1"}, more={"current": 1}
    )

    answer = problem.answer()

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.headers["X"] == "1"
    assert json.loads(answer.content) == {
        "type": "/api/docs#invalid",
        "title": "正しくないところがあります",
        "status": 422,
        "detail": "整数です。",
        "errors": [{"pointer": "/a", "in": "body", "detail": "整数です。"}],
        "current": 1,
    }


def test_it_speaks_the_readers_language() -> None:
    with override("en"):
        told = json.loads(not_found().answer().content)

    assert told["title"] == "Not found"
    assert told["detail"].startswith("There is no such thing.")


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_type_and_its_status(name: str) -> None:
    kind = KINDS[name]

    assert kind.type == f"/api/docs#{name}"
    assert Problem(name, "x").answer().status_code == kind.status
