from __future__ import annotations

from random import Random

from otasuke.simulating import names


def test_a_computer_has_a_netbios_name() -> None:
    dice = Random(1)

    made = [names.workstation(department, ordinal, dice) for _, department in names.DEPARTMENTS for ordinal in (1, 12)]

    assert all(name.isascii() and 0 < len(name) <= 15 and " " not in name for name in made)
    assert any(name.endswith("-PC01") for name in made)


def test_people_are_known_in_kanji_and_in_romaji() -> None:
    dice = Random(1)

    people = [names.person(dice) for _ in range(200)]

    assert any(name.isascii() for name in people)
    assert any(not name.isascii() for name in people)
    assert "営業部" in people
