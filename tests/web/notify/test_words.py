"""What is said."""

from __future__ import annotations

import pytest

from notify_cast import WORDS
from otasuke.advice.meaning import Meaning
from otasuke.web.notify.errors import BadWords
from otasuke.web.notify.words import ANSWERS, Answer, Consequence, Words, check, packed, said_in


def test_words_come_back_in_each_language_and_in_japanese_where_there_is_no_other() -> None:
    kept = packed(WORDS)

    assert said_in(kept, "en") == WORDS["en"]
    assert said_in(kept, "fr") == WORDS["ja"]


def test_lines_that_say_nothing_are_left_out() -> None:
    assert Words("t", "a", "", "c").lines == ("a", "c")


def test_words_without_japanese_or_without_a_title_are_refused() -> None:
    check(WORDS)
    for bad in ({}, {"en": WORDS["en"]}, {"ja": Words("", "x")}, {"ja": Words("x", "")}):
        with pytest.raises(BadWords):
            check(bad)


def test_what_follows_of_an_answer_is_not_its_letter() -> None:
    found = {one: one.consequence for one in Answer}

    assert {one for one in found if found[one] is Consequence.GRAVER} == {Answer.NOT_MINE, Answer.DID}
    assert [one for one in found if found[one] is Consequence.KNOWN] == [Answer.MINE]
    assert {one for one in found if found[one] is Consequence.NOTED} == {
        Answer.DID_NOT, Answer.YES, Answer.NO, Answer.WRITTEN,
    }  # fmt: skip
    assert [one for one in found if found[one] is Consequence.CALL] == [Answer.CALL_ME]


def test_every_question_may_be_answered_by_a_call() -> None:
    assert set(ANSWERS) == set(Meaning)
    assert all(answers[-1] is Answer.CALL_ME for answers in ANSWERS.values())
    assert {one for answers in ANSWERS.values() for one in answers} == set(Answer)


def test_words_that_were_kept_before_questions_said_what_a_yes_means_are_read() -> None:
    kept = {"ja": {name: text for name, text in packed(WORDS)["ja"].items() if name != "yes"}}

    assert said_in(kept, "ja").yes == ""
