from __future__ import annotations

from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Attack, Planned, Role, cast_of, stage
from otasuke.simulating.company import make_company
from simulating.reading import MORNING_US
from simulating.rules import BACKUPS, FAILED, MANY, judge


def attack(story: str) -> Attack:
    return stage(Planned(0, story, MORNING_US, 0.01), make_company(0, seed=1), STORIES)


def test_what_rules_find_in_an_attack_is_known_by_rule_computer_and_time() -> None:
    staged = attack("ransomware")
    company, server = staged.company, cast_of(staged.company)[Role.SERVER]

    expected = judge().expected(staged)

    (backups,) = (one for one in expected if one.rule_id == BACKUPS)
    assert (backups.tenant, backups.computer) == (company.tenant, company.computer_name(server))
    assert backups.time_us in {step.at_us for device, step in staged.steps if device == server}
    assert not backups.is_correlation


def test_patterns_are_expected_instead_of_what_only_serves_them() -> None:
    expected = judge().expected(attack("ransomware"))

    assert FAILED not in {one.rule_id for one in expected}
    assert [one.computer for one in expected if one.rule_id == MANY and one.is_correlation] == [""]


def test_of_an_attack_that_no_rule_knows_nothing_is_expected() -> None:
    assert judge().expected(attack("private-phone")) == []
