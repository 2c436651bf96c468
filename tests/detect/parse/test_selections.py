import pytest

from detect.rules import load, messages, rule, rule_text
from otasuke.detect.rule import And, Atom, Not, Or, Text

A, B, C, HIDDEN = (Atom(name, Text(("1",))) for name in "abch")
IDENTIFIERS = "selection_a:\n  a: 1\nselection_b:\n  b: 1\nfilter_c:\n  c: 1\n_hidden:\n  h: 1\n"


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ("1 of selection_*", Or((A, B))),
        ("all of selection_*", And((A, B))),
        ("any of *_a", A),
        ("1 of s*t*_b", B),
        ("1 of them", Or((A, B, C))),
        ("all of them", And((A, B, C))),
        ("1 of filter_c", C),
        ("1 of _*", HIDDEN),
        ("_hidden", HIDDEN),
        ("all of selection_* and not 1 of filter_*", And((A, B, Not(C)))),
    ],
)
def test_patterns_mean_the_identifiers_they_fit(condition: str, expression: object) -> None:
    assert rule(f"{IDENTIFIERS}condition: {condition}").condition == expression


def test_a_list_of_conditions_is_joined_by_or() -> None:
    assert rule(f"{IDENTIFIERS}condition: [selection_a, filter_c]").condition == Or((A, C))


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("selektion_a", 'search identifier "selektion_a" is not defined; did you mean "selection_a"?'),
        ("1 of filter_main_*", '"1 of filter_main_*" fits no search identifier'),
        ("selection_a | count() by b > 5", "a condition with a pipe is an aggregation of old Sigma"),
        ("[]", "the condition is empty"),
        ("{a: b}", '"condition" must be text or a list of texts'),
    ],
)
def test_conditions_that_mean_nothing_are_said(condition: str, message: str) -> None:
    [fault] = load(rule_text(f"{IDENTIFIERS}condition: {condition}")).faults

    assert message in fault.message
    assert fault.place.line == 13


def test_a_detection_without_condition_is_said() -> None:
    assert messages(load(rule_text("selection:\n  a: 1")).faults) == ['"condition" is missing']


def test_a_condition_cannot_multiply_a_large_selection_without_bound() -> None:
    values = "".join(f"    - v{number}\n" for number in range(5000))
    condition = " or ".join(["selection"] * 1200)

    [fault] = load(rule_text(f"selection:\n  a:\n{values}condition: {condition}")).faults

    assert fault.message == "the rules of this file expand to too much"


def test_patterns_with_many_stars_take_no_time() -> None:
    name = "a" * 900

    [fault] = load(rule_text(f"{name}:\n  a: 1\ncondition: 1 of {'a*' * 2000}b")).faults

    assert "fits no search identifier" in fault.message
