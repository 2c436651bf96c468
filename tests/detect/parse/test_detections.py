import pytest

from detect.rules import condition_of, faults_of, load, messages, rule, rule_text
from otasuke.detect.parse.detections import count_atoms, joined
from otasuke.detect.rule import And, Atom, Expr, Not, Or, Regex, Text, Wildcard

MANY = Wildcard.MANY


def atom(field: str | None, text: str) -> Atom:
    return Atom(field, Text((text,)))


def keyword(text: str) -> Atom:
    return Atom(None, Text((MANY, text, MANY)))


@pytest.mark.parametrize(
    ("items", "expression"),
    [
        ("a: 1\nb: 2", And((atom("a", "1"), atom("b", "2")))),
        ("a: [1, 2]", Or((atom("a", "1"), atom("a", "2")))),
        ("a|all: [1, 2]", And((atom("a", "1"), atom("a", "2")))),
        ("a|neq: 1", Not(atom("a", "1"))),
        ("a|neq: [1, 2]", Not(Or((atom("a", "1"), atom("a", "2"))))),
        ("- a: 1\n- b: 2\n  c: 3", Or((atom("a", "1"), And((atom("b", "2"), atom("c", "3")))))),
        ("- one\n- 2", Or((keyword("one"), keyword("2")))),
        ("- one\n- a: 1", Or((keyword("one"), atom("a", "1")))),
        ("'|all': [one, two]", And((keyword("one"), keyword("two")))),
        ("'|re': 'a+'", Atom(None, Regex("a+"))),
        ("'': one", keyword("one")),
        ("- - a: 1\n  - b: 2\n- c: 3", Or((atom("a", "1"), atom("b", "2"), atom("c", "3")))),
    ],
)
def test_maps_are_and_and_lists_are_or(items: str, expression: Expr) -> None:
    assert condition_of(items) == expression


def test_a_single_text_is_a_keyword() -> None:
    assert rule("words: Mimikatz\ncondition: words").condition == keyword("mimikatz")


def test_all_with_windash_needs_a_variant_of_every_value() -> None:
    expression = condition_of("a|contains|all|windash: ['-x', y]")

    assert isinstance(expression, And)
    assert [type(part) for part in expression.parts] == [Or, Atom]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("{}", '"selection" has no fields'),
        ("[]", '"selection" is an empty list'),
        ("a: []", '"a" has no values'),
        ("- ''", "an empty keyword would be in every event"),
        ("- null", "null is no keyword"),
        ("'|startswith': a", 'modifier "startswith" needs a field'),
        ("'|exists': true", 'modifier "exists" needs a field'),
    ],
)
def test_what_means_nothing_is_said(items: str, message: str) -> None:
    assert faults_of(items) == [message]


def test_all_that_is_wrong_is_said_with_its_line() -> None:
    loaded = load(rule_text("one:\n  a|contians: 1\n  b|gt: x\ntwo: {}\ncondition: one or three"))

    assert [fault.place.line for fault in loaded.faults] == [6, 7, 8, 9]
    assert messages(loaded.faults)[3] == 'search identifier "three" is not defined'


def test_needless_levels_are_left_out() -> None:
    a, b, c = (atom(name, "1") for name in "abc")

    assert joined(And, [And((a, b)), c]) == And((a, b, c))
    assert joined(Or, [a]) == a
    assert joined(And, [Or((a, b)), c]) == And((Or((a, b)), c))


def test_atoms_are_counted() -> None:
    assert count_atoms(And((atom("a", "1"), Not(Or((atom("b", "1"), atom("c", "1"))))))) == 3
