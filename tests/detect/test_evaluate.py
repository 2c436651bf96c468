import pytest

from detect.rules import condition_of, event, rule
from otasuke.detect.evaluate import applies, atom_holds, holds, matches, members, witness
from otasuke.detect.rule import And, Atom, Null, Or, Text
from otasuke.events import LogSource, Value


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("f: whoami", "WHOAMI", True),
        ("f: whoami", "whoami.exe", False),
        ("f: whoami", None, False),
        ("f: 'a*c'", "a\nc", True),
        ("f: 'a?c'", "a\nc", True),
        ("f|cased: Who", "who", False),
        ("f: 4624", "4624", True),
        ("f: ''", "", True),
        ("f: ''", None, False),
        ("f: ''", "x", False),
        ("f: '*'", "", True),
        ("f: '*'", None, False),
        ("f: null", None, True),
        ("f: null", "", True),
        ("f: null", (), True),
        ("f: null", ("a", ""), True),
        ("f: null", "x", False),
        ("f|exists: true", "", True),
        ("f|exists: true", None, False),
        ("f|exists: false", None, True),
        ("f|exists: false", "x", False),
        ("f|gte: 10", "10", True),
        ("f|gte: 10", " 10.5 ", True),
        ("f|gt: 10", "10", False),
        ("f|lt: 10", "-3", True),
        ("f|lte: 10", "ten", False),
        ("f|lt: 10", "0x1", False),
        ("f|cidr: 10.0.0.0/8", "10.255.0.1", True),
        ("f|cidr: 10.0.0.0/8", "::ffff:10.0.0.1", True),
        ("f|cidr: 10.0.0.0/8", "11.0.0.1", False),
        ("f|cidr: 10.0.0.0/8", "fe80::1", False),
        ("f|cidr: fe80::/10", "fe80::1", True),
        ("f|cidr: 10.0.0.0/8", "somewhere", False),
        ("f|re: 'o.i'", "whoami", False),
        ("f|re: 'o[a-z]m'", "whoami", True),
        ("f|re|i: 'AM'", "whoami", True),
        ("f|hour: 23", "2024-02-29T23:30:00Z", True),
        ("f|hour: 23", "2024-03-01T08:30:00+09:00", True),
        ("f|week: 9", "2024-02-29", True),
        ("f|month: 3", "later", False),
        ("f|neq: a", "b", True),
        ("f|neq: a", "A", False),
        ("f|neq: a", None, True),
        ("f: b", ("a", "B"), True),
        ("f: b", ("a", "c"), False),
        ("f|all: [a, b]", ("a", "b"), True),
        ("f: b", (), False),
    ],
)
def test_an_item_holds_for_the_values_it_means(item: str, value: Value | None, expected: bool) -> None:
    fields = {} if value is None else {"f": value}

    assert holds(condition_of(item), fields) is expected


@pytest.mark.parametrize(
    ("item", "value", "other", "expected"),
    [
        ("f|fieldref: g", "A", "a", True),
        ("f|fieldref|cased: g", "A", "a", False),
        ("f|fieldref|startswith: g", "abc", "ab", True),
        ("f|fieldref|endswith: g", "abc", "ab", False),
        ("f|fieldref|contains: g", "abc", ("x", "B"), True),
        ("f|fieldref: g", ("x", "y"), ("y", "z"), True),
        ("f|fieldref: g", "a", None, False),
        ("f|fieldref: g", None, "a", False),
    ],
)
def test_a_field_is_compared_with_another(item: str, value: Value | None, other: Value | None, expected: bool) -> None:
    fields = {name: text for name, text in (("f", value), ("g", other)) if text is not None}

    assert holds(condition_of(item), fields) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("- MIMI", True),
        ("- 'run*katz'", True),
        ("- 'Image'", False),
        ("'|all': [mimi, second]", True),
        ("'|all': [mimi, third]", False),
        ("'|re': 'm.m'", True),
    ],
)
def test_keywords_are_searched_in_every_value_and_not_in_names(words: str, expected: bool) -> None:
    fields = {"Image": "run mimikatz now", "Data": ("first", "second")}

    assert holds(condition_of(words), fields) is expected


def test_field_names_are_compared_exactly() -> None:
    assert not holds(condition_of("image: a"), {"Image": "a"})


def test_nothing_is_true_for_and_and_false_for_or() -> None:
    assert holds(And(()), {})
    assert not holds(Or(()), {})


def test_a_rule_is_for_the_events_of_its_log_source() -> None:
    whoami = rule("selection:\n  a: 1\ncondition: selection")

    linux = event({"a": "1"}, LogSource("linux"))
    both = event({"a": "1"}, LogSource("linux"), LogSource("windows", "process_creation"))
    nowhere = event({"a": "1"}, LogSource())

    assert [applies(whoami, one) for one in (linux, both, nowhere)] == [False, True, False]
    assert [matches(whoami, one) for one in (linux, both, nowhere)] == [False, True, False]


def test_the_witness_is_the_first_member_that_passes() -> None:
    atom = Atom("f", Text(("b",)))

    assert witness(atom, {"f": ("a", "B", "b")}) == "B"
    assert witness(atom, {}) is None
    assert atom_holds(Atom("f", Null()), {})


def test_members_are_the_values_as_a_list() -> None:
    assert [members(None), members("a"), members(("a", "b"))] == [(), ("a",), ("a", "b")]
