"""What may be answered, and what is said back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.advice.meaning import Meaning
from otasuke.web.notify.models import Message
from otasuke.web.notify.words import ANSWERS, Answer
from otasuke.web.portal.replies import LABELS, choices, reply_in

AT = datetime(2026, 11, 23, 23, 21, 30, tzinfo=UTC)


def given(answer: str, colour: str = "黄"):
    reply = reply_in(Message(colour=colour, answer=answer, answered_at=AT))
    assert reply
    return reply


def test_a_call_is_promised_by_a_round_time_where_somebody_is_called_for_it() -> None:
    nine = datetime(2026, 11, 23, 23, 55, tzinfo=UTC)

    assert given("not_mine").called_until == given("did").called_until == nine
    assert given("call_me", "赤").called_until == nine
    for answer in ("call_me", "mine", "did_not", "yes", "no"):
        assert given(answer).called_until is None


def test_the_letter_is_promised_to_who_knows_it_but_never_for_red() -> None:
    assert given("mine").is_letter
    assert not given("mine", "赤").is_letter
    assert not given("not_mine").is_letter


def test_nothing_is_said_back_to_what_nobody_answered() -> None:
    assert reply_in(Message(colour="黄", answer="")) is reply_in(None) is None


@pytest.mark.parametrize("meaning", list(Meaning))
def test_yes_and_no_weigh_the_same_and_everybody_may_ask_for_a_call(meaning: Meaning) -> None:
    found = choices(meaning)

    assert [one.value for one in found] == [one.value for one in ANSWERS[meaning]]
    assert found[-1].value == Answer.CALL_ME
    assert len({one.is_first for one in found if one.value != Answer.CALL_ME}) <= 1
    assert all(one.label and one.means and one.icon for one in found)


def test_every_answer_has_a_name() -> None:
    assert set(LABELS) == set(Answer)
