"""Folding goes letter by letter, so text may be cut anywhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.fold import fold


def test_both_small_sigmas_are_one() -> None:
    assert fold("ΟΔΟΣ") == fold("οδος") == "οδοσ"


def test_japanese_has_no_case_and_stays() -> None:
    assert fold("山田のPC") == "山田のpc"


@given(st.text(), st.text())
def test_folding_parts_folds_the_whole(left: str, right: str) -> None:
    assert fold(left) + fold(right) == fold(left + right)
