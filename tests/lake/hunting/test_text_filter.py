"""The net for patterns lets nothing through that fits."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.fold import fold
from otasuke.detect.parse.text import parse_pattern, text_test
from otasuke.detect.rule import Text
from otasuke.detect.wildcards import matches_text
from otasuke.lake.hunting.text_filter import may_fit
from strategies import RULE_TEXT, VALUE_TEXT

EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


@given(RULE_TEXT, st.booleans(), st.lists(VALUE_TEXT | RULE_TEXT, min_size=1))
def test_what_fits_is_in_the_net(pattern: str, cased: bool, values: list[str]) -> None:
    test = text_test(parse_pattern(pattern), cased=cased)

    net = may_fit(test, pa.array(values))

    assert all(caught for value, caught in zip(values, net, strict=True) if matches_text(test, value))


@pytest.mark.parametrize("sign", ["k", "i", "s", "a", "日", "-", "\u0307", "σ", "é"])
def test_every_character_that_counts_as_another_is_in_its_net(sign: str) -> None:
    alike = [one for one in EVERY if sign in fold(one)]

    assert may_fit(Text((sign,)), pa.array(alike)).all()


def test_the_net_is_not_everything() -> None:
    test = text_test(parse_pattern("*\\powershell.exe"))

    assert may_fit(test, pa.array(["C:\\PowerShell.EXE", "C:\\cmd.exe", "経理"])).tolist() == [True, False, False]
