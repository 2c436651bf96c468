import pytest

from otasuke.cli.showing.words import shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("経理のパソコン", "経理のパソコン"),
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("\u202eexe.txt", "\\u202eexe.txt"),
        ("a\0b\x9b31m", "a\\x00b\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
    ],
)
def test_nothing_invisible_is_left(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
