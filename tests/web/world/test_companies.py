import re

import pytest

from otasuke.demo.stories.members import DENTIST, JOINERY, METALWORKS, TRADERS
from otasuke.jp.corporate import is_corporate_number
from otasuke.web.customers.policy import card_faults, contact_faults, faults, partner_faults, site_faults
from otasuke.web.world.companies import BLOCK, MOST_COMPANIES, invent, mobile, partners_of, phone, title_of


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_every_company_keeps_to_the_rules_of_real_ones(seed: int) -> None:
    for number in (*range(BLOCK), 4_999, MOST_COMPANIES - 1):
        one = invent(number, seed)

        assert not faults(one.facts), one
        assert not [fault for site in one.sites for fault in site_faults(site)]
        assert not contact_faults(one.contacts)
        assert not card_faults(one.card)
        assert not partner_faults(partners_of(number, seed, MOST_COMPANIES))
        assert 1 <= one.seats <= 60


@pytest.mark.parametrize("seed", [1, 5])
def test_no_two_companies_are_the_same(seed: int) -> None:
    titles = [title_of(number, seed) for number in range(MOST_COMPANIES)]

    for part in range(3):
        assert len({title[part] for title in titles}) == MOST_COMPANIES


def test_a_company_is_made_by_its_number_and_seed_alone() -> None:
    assert invent(7, 3) == invent(7, 3)
    assert invent(7, 3).facts.name != invent(7, 4).facts.name
    with pytest.raises(ValueError, match="none of them"):
        invent(MOST_COMPANIES, 1)


def test_nothing_of_it_can_be_anybodys() -> None:
    for number in (0, 29, 4_999, MOST_COMPANIES - 1):
        one = invent(number, 1)
        numbers = [phone(number), phone(number, 2), mobile(number), *(contact.phone for contact in one.contacts)]

        assert all(re.fullmatch(r"(06|090)-0\d{3}-\d{4}", each) for each in numbers)
        assert one.domain.endswith(".example")
        assert all(contact.email.endswith(".example") or not contact.email for contact in one.contacts)
        assert all(site.postal_code.startswith("000-") for site in one.sites)
        if one.facts.corporate_number:
            assert is_corporate_number(one.facts.corporate_number)
            assert one.facts.corporate_number[1:7] == "999999"


def test_who_trades_with_a_company_has_it_among_his_partners() -> None:
    for number in range(BLOCK):
        name = title_of(number, 1)[0]
        for partner in partners_of(number, 1, BLOCK):
            other = next(one for one in range(BLOCK) if title_of(one, 1)[0] == partner.name)
            assert name in [one.name for one in partners_of(other, 1, BLOCK)]


def test_of_few_companies_none_trades_with_one_that_is_not_there() -> None:
    there = {title_of(number, 1)[0] for number in range(3)}

    assert {one.name for number in range(3) for one in partners_of(number, 1, 3)} <= there


def test_the_companies_of_the_stories_are_there() -> None:
    tenants = [invent(number, 9).facts.tenant for number in range(4)]

    assert tenants == [one.company.tenant for one in (JOINERY, DENTIST, METALWORKS, TRADERS)]
