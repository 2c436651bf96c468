from __future__ import annotations

import pytest

from otasuke.jp.industries import INDUSTRIES, INDUSTRIES_IN_ENGLISH, is_industry


def test_there_are_twenty_divisions():
    assert "".join(INDUSTRIES) == "ABCDEFGHIJKLMNOPQRST"
    assert (INDUSTRIES["D"], INDUSTRIES["P"]) == ("建設業", "医療，福祉")


@pytest.mark.parametrize("text", ["E", "E09", "E091", "T99"])
def test_a_division_alone_or_with_its_group_is_one(text: str):
    assert is_industry(text)


@pytest.mark.parametrize("text", ["", "U", "e", "E9", "E0911", "E０９", "09", "建設業"])
def test_anything_else_is_none(text: str):
    assert not is_industry(text)


def test_every_division_has_its_english_name() -> None:
    assert INDUSTRIES_IN_ENGLISH.keys() == INDUSTRIES.keys()
    assert (INDUSTRIES_IN_ENGLISH["E"], INDUSTRIES_IN_ENGLISH["P"]) == ("Manufacturing", "Medical care and welfare")
