"""Figures in the words of a language."""

from __future__ import annotations

import string
from datetime import date

import pytest

from contract_cast import START, draft_plan
from otasuke.web.contracts.figures import (
    figures_of_change,
    figures_of_ending,
    figures_of_plan,
    figures_of_term,
    written,
)
from otasuke.web.contracts.models import Contract
from otasuke.web.contracts.policy import Ending
from otasuke.web.contracts.texts import LANGUAGES, filled, template

LEAVING = Ending(date(2026, 12, 31), 3, 1_234_567)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["start", "change", "renewal", "ending"])
def test_every_name_of_every_text_has_its_figure(language: str, purpose: str) -> None:
    plan = draft_plan(version=1)
    more = {
        "start": figures_of_term(START, 24, language),
        "change": {**figures_of_term(START, 24, language), **figures_of_change(Contract(plan=plan, endpoints=3))},
        "renewal": figures_of_term(START, 24, language),
        "ending": figures_of_ending(LEAVING, language),
    }

    plain = filled(template(purpose, language), {**figures_of_plan(plan, 7, language), **more[purpose]}).plain()

    assert not [name for _, name, _, _ in string.Formatter().parse(plain) if name]


def test_a_plan_without_a_term_says_so() -> None:
    assert figures_of_term(START, 0, "ja")["term"] == "しばりはありません。"


def test_a_plan_without_more_visits_says_so() -> None:
    assert "ありません" in figures_of_plan(draft_plan(version=1, extra_visit_yen=0), 7, "ja")["extra_visit"]


def test_large_amounts_are_grouped_and_days_written_out() -> None:
    assert "1,234,567円" in figures_of_ending(LEAVING, "ja")["fee"]
    assert written(date(2026, 4, 1), "ja") == "2026年4月1日"
    assert written(date(2026, 4, 1), "en") == "2026-04-01"
