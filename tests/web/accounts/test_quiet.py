"""A person's own quiet hours."""

from __future__ import annotations

from datetime import time

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.quiet import set_quiet
from otasuke.web.accounts.quiet_hours import BadQuiet

TEN, SEVEN = time(22), time(7)


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
