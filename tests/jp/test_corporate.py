from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.jp.corporate import check_digit, is_corporate_number

bases = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("number", ["7000012050002", "7123456789012"], ids=["National Tax Agency", "a worked example"])
def test_known_numbers_are_right(number: str):
    assert is_corporate_number(number)


@given(bases)
def test_each_base_has_one_right_digit_and_it_is_never_zero(base: str):
    right = [digit for digit in "0123456789" if is_corporate_number(digit + base)]

    assert right == [str(check_digit(base))]
    assert right != ["0"]


@given(bases, st.integers(0, 11), st.integers(1, 8))
def test_a_digit_that_was_mistaken_for_another_shows_unless_zero_and_nine_were(base: str, place: int, more: int):
    wrong = (int(base[place]) + more) % 10
    if {wrong, int(base[place])} == {0, 9}:  # nine divides by nine: the rule cannot see it
        return
    changed = f"{base[:place]}{wrong}{base[place + 1 :]}"

    assert check_digit(changed) != check_digit(base)


@pytest.mark.parametrize("text", ["", "700001205000", "70000120500020", "７000012050002", "7000012O50002", "a" * 13])
def test_anything_but_thirteen_plain_digits_is_refused(text: str):
    assert not is_corporate_number(text)


@pytest.mark.parametrize("base", ["", "1" * 11, "１" * 12])
def test_a_base_that_is_none_raises(base: str):
    with pytest.raises(ValueError, match="twelve digits"):
        check_digit(base)
