from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [("WhoAmI", "whoami"), ("ΟΔΟΣ", "οδοσ"), ("οδος", "οδοσ"), ("Straße", "straße"), ("ＡＢ", "ａｂ")],
)
def test_text_is_folded_to_lower_case_with_one_small_sigma(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters() | st.sampled_from("Σσςİ. a")), st.integers(0, 20))
def test_text_can_be_folded_wherever_it_is_cut(text: str, at: int) -> None:
    assert fold(text[:at]) + fold(text[at:]) == fold(text)


def test_folding_again_changes_nothing() -> None:
    for code_point in range(sys.maxunicode + 1):
        folded = fold(chr(code_point))
        assert fold(folded) == folded
