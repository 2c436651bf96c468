"""What is around every page of the console."""

from __future__ import annotations

import pytest

from otasuke.web.accounts.models import Firm
from staff_cast import browser_of_staff, employ, hayase


@pytest.mark.parametrize(("role", "words"), [("analyst", "監視"), ("clerk", "事務")])
def test_a_page_says_who_one_is_and_in_which_role(database, role: str, words: str) -> None:
    text = browser_of_staff(hayase(role)).get("/console/settings").content.decode()

    assert f'<strong>早瀬 遥</strong><span class="second">{words}</span>' in text


def test_who_has_two_roles_sees_both(database) -> None:
    person = hayase("desk")
    employ(person, "clerk")

    assert "窓口・事務" in browser_of_staff(person).get("/console/settings").content.decode()


def test_somebody_of_another_firm_sees_his_role_and_no_companies(companies) -> None:
    text = browser_of_staff(hayase("technician", Firm.Kind.PARTNER)).get("/console").content.decode()

    assert "技術者" in text
    assert "/console/companies" not in text
