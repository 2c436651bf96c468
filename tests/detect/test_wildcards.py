import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.parse.text import canonical
from otasuke.detect.rule import Text, Wildcard
from otasuke.detect.wildcards import matches_text

MANY, ONE = Wildcard.MANY, Wildcard.ONE
PARTS = st.lists(st.sampled_from([MANY, MANY, ONE]) | st.text("ab.\\\n日", max_size=3), max_size=7).map(canonical)


def translated(parts: tuple[str | Wildcard, ...]) -> str:
    return "".join({MANY: ".*", ONE: "."}[part] if isinstance(part, Wildcard) else re.escape(part) for part in parts)


@given(PARTS, st.text("ab.\\\n日", max_size=10))
def test_wildcards_are_those_of_the_naive_translation(parts: tuple[str | Wildcard, ...], value: str) -> None:
    expected = re.fullmatch(translated(parts), value, re.DOTALL) is not None

    assert matches_text(Text(parts, cased=True), value) is expected


@given(PARTS, st.data())
def test_a_value_made_from_the_pattern_matches(parts: tuple[str | Wildcard, ...], data: st.DataObject) -> None:
    filling = {MANY: st.text("ab\n", max_size=4), ONE: st.text("ab\n", min_size=1, max_size=1)}
    value = "".join(data.draw(filling[part]) if isinstance(part, Wildcard) else part for part in parts)

    assert matches_text(Text(parts, cased=True), value)


@pytest.mark.parametrize(
    ("parts", "value", "fits"),
    [
        (("whoami",), "WhoAmI", True),
        ((), "", True),
        ((), "a", False),
        ((MANY,), "", True),
        (("ab", MANY, "ba"), "aba", False),
        (("a", ONE, "c"), "a\U0001f600c", True),
        ((MANY, "a", MANY), "x\ny\na", True),
    ],
)
def test_values_are_compared_whole_and_caseless(parts: tuple[str | Wildcard, ...], value: str, fits: bool) -> None:
    assert matches_text(Text(parts), value) is fits


def test_many_wildcards_take_no_time() -> None:
    parts = canonical([MANY, *["a", MANY] * 2000, "b"])

    assert not matches_text(Text(parts), "a" * 20_000)
