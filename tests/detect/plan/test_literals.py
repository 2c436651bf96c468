from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.rules import condition_of
from otasuke.detect.fold import fold
from otasuke.detect.plan.clauses import atoms_of
from otasuke.detect.plan.literals import Needle, Position, needle_of, required_literal, simple_position
from otasuke.detect.rule import Atom, Exists, Regex, Text, Wildcard

_PIECES = st.sampled_from(
    ("ab", "cd", "x", ".", "a?", "b*", "c+", "d{0,2}", "(ef)", "(g|h)", "(ij)?", "[kl]", "[^m]", r"\.", r"\d")
)
_TEXTS = st.text("abcdefghijklmx.0", max_size=12)


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("whoami", "whoami"),
        ("^whoami$", "whoami"),
        ("net.*user", "user"),
        ("abcd?", "abc"),
        ("abcd*", "abc"),
        ("abcd{0,3}", "abc"),
        ("abcd+ef", "abcd"),
        ("ab(cdef|gh)ijk", "ijk"),
        ("ab(cdef)ij", "ab"),
        ("(whoami)", None),
        ("whoami|net", None),
        (r"cmd\.exe", "cmd.exe"),
        (r"ab\dcde", "cde"),
        (r"\x41bcd", None),
        (r"\bword\b", "word"),
        ("[abc]def[^g]", "def"),
        ("[]abc]de", "de"),
        ("[[:alpha:]abc]de", "de"),
        ("(?i)mimikatz", "mimikatz"),
        ("(?i)sass", "a"),
        ("a", "a"),
        ("(?i)s", None),
        ("", None),
        ("日本語ab", "ab"),
    ],
)
def test_the_required_literal_is_the_longest_run_that_is_plain_to_see(pattern: str, literal: str | None) -> None:
    assert required_literal(Regex(pattern)) == literal


def test_without_case_an_s_is_left_out_as_other_letters_fold_to_it() -> None:
    assert required_literal(Regex("password")) == "password"
    assert required_literal(Regex("password", "i")) == "word"


@given(st.lists(_PIECES, max_size=6).map("".join), _TEXTS)
def test_every_match_contains_the_required_literal(pattern: str, text: str) -> None:
    literal = required_literal(Regex(pattern))
    found = re.search(pattern, text)

    if literal and found:
        assert literal in found.group()


@given(st.text(r"ab()[]{}|\?*+.^$:-<>P1i", max_size=15))
def test_no_pattern_is_too_odd_to_read(pattern: str) -> None:
    assert required_literal(Regex(pattern)) != ""


@pytest.mark.parametrize(
    ("item", "position", "literal", "proves"),
    [
        ("f: Whoami", Position.WHOLE, b"whoami", True),
        ("f|startswith: Whoami", Position.START, b"whoami", True),
        ("f|endswith: Whoami", Position.END, b"whoami", True),
        ("f|contains: Whoami", Position.ANYWHERE, b"whoami", True),
        ("f: 'net*localgroup'", Position.ANYWHERE, b"localgroup", False),
        ("f: 'who?'", Position.ANYWHERE, b"who", False),
        ("f|cased: Whoami", Position.WHOLE, b"whoami", False),
        ("f|re: 'Net.*User'", Position.ANYWHERE, b"user", False),
    ],
)
def test_a_needle_says_what_stands_where_and_whether_that_is_enough(
    item: str, position: Position, literal: bytes, proves: bool
) -> None:
    (atom,) = atoms_of(condition_of(item))

    assert needle_of(atom) == Needle("f", position, literal, proves)


@pytest.mark.parametrize(
    "atom",
    [
        Atom(None, Text(("keyword",))),
        Atom("f", Text(())),
        Atom("f", Text((Wildcard.MANY,))),
        Atom("f", Regex("a|b")),
        Atom("f", Exists(True)),
    ],
)
def test_some_atoms_have_no_needle(atom: Atom) -> None:
    assert needle_of(atom) is None


@pytest.mark.parametrize("parts", [(), (Wildcard.MANY,), ("a", Wildcard.ONE), ("a", Wildcard.MANY, "b")])
def test_a_pattern_that_is_more_than_one_literal_has_no_simple_position(parts: tuple[str | Wildcard, ...]) -> None:
    assert simple_position(Text(parts)) is None


def test_a_literal_is_folded_as_values_are() -> None:
    (atom,) = atoms_of(condition_of("f: ΟΔΟΣ"))

    needle = needle_of(atom)

    assert needle is not None
    assert needle.literal == fold("ΟΔΟΣ").encode()
