from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.conditions import Grammar, parse_condition

SHOWN: Grammar[str] = Grammar(
    name=lambda name: name,
    of=lambda quantifier, pattern: f"<{quantifier} {pattern}>",
    every=lambda parts: f"({' & '.join(parts)})",
    some=lambda parts: f"({' | '.join(parts)})",
    negated=lambda part: f"!{part}",
)


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("a", "a"),
        ("a or b and c", "(a | (b & c))"),
        ("a and b or c", "((a & b) | c)"),
        ("(a or b) and c", "((a | b) & c)"),
        ("not a and b", "(!a & b)"),
        ("not (a and b)", "!(a & b)"),
        ("not not a", "a"),
        ("a and not 1 of filter_*", "(a & !<1 filter_*>)"),
        ("all of them", "<all them>"),
        ("any of sel* or b", "(<any sel*> | b)"),
        ("a AND NOT b OR 1 OF c*", "((a & !b) | <1 c*>)"),
        ("((a))", "a"),
        ("a\n  and b", "(a & b)"),
        ("all and any", "(all & any)"),
    ],
)
def test_conditions_bind_as_sigma_says(condition: str, shown: str) -> None:
    assert parse_condition(condition, SHOWN) == shown


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("", "the condition is empty"),
        ("a b", 'the condition has "b" where "and", "or" or its end was expected'),
        ("a and", "the condition has its end where a name was expected"),
        ("and a", 'the condition has "and" where a name was expected'),
        ("(a", 'the condition has its end where ")" was expected'),
        ("a)", 'the condition has ")" where "and", "or" or its end was expected'),
        ("()", 'the condition has ")" where a name was expected'),
        ("1 of", 'the condition has its end after "of", where a pattern or "them" was expected'),
        ("2 of a*", '"2 of" is not in Sigma; there are "1 of", "any of" and "all of"'),
        ("a | count() > 5", "write a correlation rule instead"),
        ("(" * 60 + "a" + ")" * 60, "nested deeper than 50 levels"),
        ("a " * 10_000, "longer than 16384 characters"),
    ],
)
def test_broken_conditions_say_what_was_expected(condition: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_condition(condition, SHOWN)

    assert message in caught.value.message


def test_many_nots_are_no_problem() -> None:
    assert parse_condition("not " * 4001 + "a", SHOWN) == "!a"


@given(st.lists(st.sampled_from(["a", "and", "or", "not", "(", ")", "1", "of", "them", "|", "x*"]), max_size=12))
def test_any_words_are_read_or_said_to_be_broken(words: list[str]) -> None:
    with suppress(RuleError):
        assert parse_condition(" ".join(words), SHOWN)
