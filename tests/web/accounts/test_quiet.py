"""A person's own quiet hours."""

from __future__ import annotations

from datetime import time

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.quiet import BadQuiet, check_quiet, set_quiet

TEN, SEVEN = time(22), time(7)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (TEN, None, "両方"),
        (None, SEVEN, "両方"),
        (TEN, TEN, "同じ"),
        (time(0), time(0), "同じ"),
        (SEVEN, time(19, 1), "12時間"),
        (TEN, time(21, 59), "12時間"),
    ],
)
def test_hours_that_cannot_be_say_why(begins: time | None, ends: time | None, words: str) -> None:
    with pytest.raises(BadQuiet, match=words):
        check_quiet(begins, ends)


@pytest.mark.parametrize(
    ("begins", "ends"), [(TEN, SEVEN), (time(0), time(12)), (time(12), time(0)), (time(13), time(13, 30))]
)
def test_hours_may_go_over_midnight_and_last_half_a_day(begins: time, ends: time) -> None:
    assert check_quiet(begins, ends) == (begins, ends)


def test_they_are_kept_with_a_line_taken_away_with_another_and_the_same_again_is_none(database, verbs) -> None:
    person = Person.objects.create(name="稲森")

    for _ in range(2):
        set_quiet(person, TEN, SEVEN)
    assert Person.objects.get().quiet == (TEN, SEVEN)
    for _ in range(2):
        set_quiet(person, None, None)

    assert Person.objects.get().quiet is None
    assert verbs() == ["person.quiet_set", "person.quiet_removed"]


def test_what_cannot_be_changes_nothing(database, verbs) -> None:
    person = Person.objects.create(name="稲森")

    with pytest.raises(BadQuiet):
        set_quiet(person, TEN, None)

    assert Person.objects.get().quiet is None
    assert verbs() == []
