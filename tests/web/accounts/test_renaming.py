"""A person's own name."""

from __future__ import annotations

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.renaming import rename


def test_a_name_is_written_with_a_line_and_the_same_again_is_none(database, verbs) -> None:
    person = Person.objects.create(name="稲森")

    for _ in range(2):
        rename(person, name="稲森 修", name_kana="イナモリ オサム")

    assert Person.objects.get().name_kana == "イナモリ オサム"
    assert verbs() == ["person.renamed"]
