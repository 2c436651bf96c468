from __future__ import annotations

import sys

import pytest

from otasuke.detect.fold import fold
from otasuke.detect.plan.fold import FOLD_SPECIAL, fold_table


def test_the_table_folds_as_python_does_or_says_that_it_does_not_know() -> None:
    table = fold_table()

    for code_point, folded in enumerate(table.tolist()):
        if folded != FOLD_SPECIAL:
            assert chr(folded) == fold(chr(code_point))


def test_what_is_beyond_the_table_folds_to_itself() -> None:
    for code_point in range(len(fold_table()), sys.maxunicode + 1):
        assert fold(chr(code_point)) == chr(code_point)


def test_no_value_grows_by_more_than_half_when_it_is_folded() -> None:
    for code_point in range(len(fold_table())):
        if not 0xD800 <= code_point < 0xE000:
            assert 2 * len(fold(chr(code_point)).encode()) <= 3 * len(chr(code_point).encode())


def test_one_letter_alone_becomes_two() -> None:
    assert [code_point for code_point, folded in enumerate(fold_table().tolist()) if folded == FOLD_SPECIAL] == [0x130]
    assert fold("\u0130") == "i\u0307"


def test_the_table_is_shared_and_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        fold_table()[65] = 0
