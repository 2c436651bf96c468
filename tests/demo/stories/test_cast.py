from __future__ import annotations

import pytest

from otasuke.demo.stories.cast import cast_for
from otasuke.demo.stories.script import MailHost
from otasuke.detect.learn.addresses import is_randomised
from otasuke.simulating.calendar import is_closed

NUMBERS = (1, 2, 3, 4)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_same_seed_casts_the_same_and_another_one_others(number: int) -> None:
    assert cast_for(number, 5) == cast_for(number, 5)
    assert (
        len({(cast.begin, cast.members[0].domain) for seed in range(1, 12) for cast in [cast_for(number, seed)]}) == 11
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_companies_of_one_story_are_told_apart_and_begin_in_working_hours(number: int) -> None:
    for seed in range(2, 40):
        cast = cast_for(number, seed)
        assert len({member.company.tenant for member in cast.members}) == len(cast.members)
        assert len({member.company.network for member in cast.members}) == len(cast.members)
        for member in cast.members:
            assert len({one.name for one in member.company.pcs}) == len(member.company.pcs) >= 2
        assert not is_closed(cast.begin.date())
        assert 7 <= cast.begin.hour < 18


def test_a_phone_makes_up_its_number_and_an_old_windows_does_not() -> None:
    for seed in range(1, 30):
        assert is_randomised(cast_for(2, seed).guest.mac)
        assert not is_randomised(cast_for(1, seed).guest.mac)


def test_with_an_even_seed_mail_is_at_microsoft_365() -> None:
    assert cast_for(3, 2).members[0].mail is MailHost.M365
    assert cast_for(3, 3).members[0].mail is MailHost.POSTFIX
    assert {member.mail for member in cast_for(4, 1).members} == set(MailHost)


def test_in_the_hotel_it_is_the_computer_of_sales() -> None:
    assert all(cast_for(3, seed).members[0].known_as("en")[pc(seed)] == "the sales PC" for seed in range(2, 9))


def pc(seed: int) -> str:
    return cast_for(3, seed).members[0].company.pcs[0].name
