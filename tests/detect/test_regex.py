import pytest

from effort import effort
from otasuke.detect.errors import RegexError
from otasuke.detect.regex import compile_regex, instructions_of
from otasuke.detect.rule import Regex


@pytest.mark.parametrize(
    ("pattern", "flags", "value", "found"),
    [
        ("b+", "", "abc", True),
        ("B", "", "abc", False),
        ("B", "i", "abc", True),
        ("(?i)B", "", "abc", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("^b$", "", "a\nb", False),
        ("^b$", "m", "a\nb", True),
        (r"^\d$", "", "１", False),
        (r"a$", "", "a\n", False),
        ("日.", "", "日本", True),
        ("a?", "", "", True),
        ("x", "", "\ud800x", True),
    ],
)
def test_an_expression_is_found_anywhere(pattern: str, flags: str, value: str, found: bool) -> None:
    assert compile_regex(Regex(pattern, flags))(value) is found


@pytest.mark.parametrize("pattern", ["(", "*", "[", "(?=a)", "(?<!a)b", r"(a)\1", "a++", "(?>a)", r"(\pL{1,1000}){9}"])
def test_what_re2_cannot_run_is_refused(pattern: str) -> None:
    with pytest.raises(RegexError, match="cannot be run by RE2: "):
        compile_regex(Regex(pattern))


def test_an_expression_is_as_large_as_what_it_stands_for() -> None:
    assert instructions_of(Regex("x{1000}")) > 1000
    assert instructions_of(Regex("x")) < 20


def test_no_value_takes_long() -> None:
    assert effort(lambda: compile_regex(Regex("(a|a)*(a+)+$"))("a" * 100_000 + "b")) < 50
