"""A message as its reader sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.notify.models import Message
from otasuke.web.notify.words import Answer, Words
from otasuke.web.portal.shown import Shown, answer_in, is_asked

AT = datetime(2026, 11, 23, 23, 21, 30, tzinfo=UTC)


def seen(answer: str, colour: str = "黄", **facts: object) -> Shown:
    message = Message(colour=colour, answer=answer, answered_by="松原 恵", answered_at=AT, **facts)
    return Shown(message, Words("題", "何か"), "稲森 修")


def test_an_updated_one_says_when() -> None:
    assert seen("", updated_at=AT, revision=1).updated is None
    assert seen("", updated_at=AT + timedelta(hours=1), revision=2).updated == AT + timedelta(hours=1)


def asking(yes: str) -> Shown:
    return Shown(Message(colour="黄", answer=""), Words("題", "何か", question="開きましたか。", yes=yes), "稲森 修")


def test_what_may_be_answered_goes_by_the_question() -> None:
    assert [one.value for one in asking("worse").choices] == ["did_not", "did", "call_me"]
    assert [one.value for one in asking("harmless").choices] == ["mine", "not_mine", "call_me"]
    assert [one.value for one in asking("words").choices] == ["written", "call_me"]


def test_one_that_was_sent_before_questions_said_so_is_asked_as_it_was() -> None:
    assert [one.value for one in asking("").choices] == ["mine", "not_mine", "call_me"]


def test_an_answer_to_another_question_is_none() -> None:
    assert is_asked(asking("worse"), Answer.DID, "")
    assert is_asked(asking("worse"), None, "")
    assert not is_asked(asking("worse"), Answer.MINE, "")
    assert is_asked(asking("words"), Answer.WRITTEN, "x")
    assert not is_asked(asking("words"), Answer.WRITTEN, "")
    assert not is_asked(asking("worse"), Answer.WRITTEN, "x")


def test_a_button_says_an_answer_or_takes_it_back() -> None:
    assert answer_in({"answer": "mine"}) is Answer.MINE
    assert answer_in({"answer": ""}) is None
    for said in ({}, {"answer": "x"}):
        with pytest.raises(ValueError):
            answer_in(said)
