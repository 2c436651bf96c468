import pytest

from otasuke.detect.errors import RegexError
from otasuke.detect.regex import compile_regex, runs_in_linear_time
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
        ("(?=.*b)a", "", "a b", True),
        (r"(a)\1", "i", "aA", True),
    ],
)
def test_an_expression_is_found_anywhere(pattern: str, flags: str, value: str, found: bool) -> None:
    assert compile_regex(Regex(pattern, flags))(value) is found


def test_look_around_needs_the_slow_engine() -> None:
    assert not runs_in_linear_time(Regex("(?=a)"))
    assert runs_in_linear_time(Regex("(a+)+$"))


def test_the_slow_engine_sees_only_the_beginning_of_a_long_value() -> None:
    search = compile_regex(Regex("(?=b)b"))

    assert search("a" * 65_535 + "b")
    assert not search("a" * 65_536 + "b")


@pytest.mark.parametrize("pattern", ["(", "*", "[", "(?=" + "a" * 10_000 + ")"])
def test_a_broken_expression_is_refused(pattern: str) -> None:
    with pytest.raises(RegexError):
        compile_regex(Regex(pattern))
