from __future__ import annotations

from itertools import permutations

import pytest

from otasuke.carrier import Refused, Status, Text, newer


def test_what_is_told_late_or_twice_changes_nothing() -> None:
    for order in permutations((Status.RINGING, Status.ANSWERED, Status.ACKNOWLEDGED, Status.ENDED, Status.RINGING)):
        known = Status.QUEUED
        for told in order:
            known = newer(known, told)

        assert known is Status.ACKNOWLEDGED


def test_the_first_ending_stays() -> None:
    assert newer(Status.DELIVERED, Status.FAILED) is Status.DELIVERED
    assert newer(Status.DELIVERED, Status.SENT) is Status.DELIVERED


@pytest.mark.parametrize(
    ("words", "reference"), [("", "a"), (" \n", "a"), ("x", ""), ("x", "a b"), ("x", "あ"), ("x", "a" * 65)]
)
def test_a_message_without_words_or_reference_cannot_be_made(words: str, reference: str) -> None:
    with pytest.raises(ValueError):
        Text("090-1234-5678", words, reference)


def test_a_refusal_says_why() -> None:
    assert str(Refused("too many", permanent=False, code="20429")) == "too many (20429)"
