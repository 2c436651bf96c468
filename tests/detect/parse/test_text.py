import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.parse.text import canonical, parse_pattern, text_test, write_pattern
from otasuke.detect.rule import Text, Wildcard

MANY, ONE = Wildcard.MANY, Wildcard.ONE
PARTS = st.lists(st.sampled_from([MANY, ONE]) | st.text("a\\*?é", max_size=4), max_size=6).map(canonical)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("a*b?c", ("a", MANY, "b", ONE, "c")),
        (r"C:\Windows", (r"C:\Windows",)),
        (r"C:\\Windows", (r"C:\Windows",)),
        (r"\*", ("*",)),
        (r"\?", ("?",)),
        (r"\\*", ("\\", MANY)),
        (r"\\\*", (r"\*",)),
        (r"\\\\", (r"\\",)),
        (r"\\\a", (r"\\a",)),
        ("end\\", ("end\\",)),
        ("***", (MANY,)),
        ("*?*", (MANY, ONE, MANY)),
    ],
)
def test_wildcards_and_escapes_are_read_as_sigma_says(written: str, parts: tuple[str | Wildcard, ...]) -> None:
    assert parse_pattern(written) == parts


@given(PARTS)
def test_a_written_pattern_reads_back(parts: tuple[str | Wildcard, ...]) -> None:
    assert parse_pattern(write_pattern(parts)) == parts


def test_backslashes_are_written_once_where_that_is_clear() -> None:
    assert write_pattern((MANY, r"\whoami.exe")) == r"*\whoami.exe"


def test_a_test_is_in_lower_case_unless_it_is_cased() -> None:
    assert text_test(("AbC", MANY)) == Text(("abc", MANY))
    assert text_test(("AbC", MANY), cased=True) == Text(("AbC", MANY), cased=True)
