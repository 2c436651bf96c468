"""Conditions by Hypothesis, for the tests of what is made of them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from otasuke.detect.rule import And, Atom, Exists, Expr, Not, Null, Or, Regex, Test, Text, Wildcard

MANY = Wildcard.MANY
_TESTS: tuple[Test, ...] = (
    Text(("abc",)),
    Text(("ab", MANY)),
    Text((MANY, "bc")),
    Text((MANY, "b", MANY)),
    Text(("a", MANY, "c")),
    Text(("abc",), cased=True),
    Text((MANY,)),
    Text(()),
    Regex("b.*c"),
    Exists(True),
    Null(),
)
_FIELD_ATOMS = st.builds(Atom, st.sampled_from("fgh"), st.sampled_from(_TESTS))
_KEYWORDS = st.builds(Atom, st.none(), st.sampled_from((Text((MANY, "abc", MANY)), Regex("bc+"))))
_VALUES = st.sampled_from(("", "abc", "ABC", "ab", "xbc", "abxc", "b"))


def _larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, max_size=4).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


def some_expr() -> st.SearchStrategy[Expr]:
    """Any condition over the fields f, g and h."""
    return st.recursive(_FIELD_ATOMS | _KEYWORDS, _larger, max_leaves=10)


def some_fields() -> st.SearchStrategy[Mapping[str, str]]:
    """Fields that make the atoms of `some_expr` true or false."""
    return st.dictionaries(st.sampled_from("fgh"), _VALUES)
