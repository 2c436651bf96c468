from ipaddress import ip_network

import pytest

from detect.rules import condition_of, faults_of
from otasuke.detect.rule import (
    Atom,
    Compare,
    Exists,
    FieldRef,
    Network,
    Null,
    Or,
    Regex,
    Test,
    Text,
    TimePart,
    Wildcard,
)

MANY = Wildcard.MANY


@pytest.mark.parametrize(
    ("item", "test"),
    [
        ("f: ABC", Text(("abc",))),
        ("f: ''", Text(())),
        ("f: null", Null()),
        ("f: 4624", Text(("4624",))),
        ("f: true", Text(("true",))),
        ("f|contains: A", Text((MANY, "a", MANY))),
        ("f|contains: '*A'", Text((MANY, "a", MANY))),
        ("f|contains: ''", Text((MANY,))),
        ("f|startswith: A", Text(("a", MANY))),
        ("f|endswith: '\\A'", Text((MANY, "\\a"))),
        ("f|cased: A", Text(("A",), cased=True)),
        ("f|re: 'A+\\d'", Regex("A+\\d")),
        ("f|re|i|s: 'a.b'", Regex("a.b", "is")),
        ("f|re: '(?i)a'", Regex("(?i)a")),
        ("f|cidr: 10.0.0.0/8", Network(ip_network("10.0.0.0/8"))),
        ("f|cidr: fe80::/10", Network(ip_network("fe80::/10"))),
        ("f|gte: 10", Compare("gte", 10.0)),
        ("f|lt: -1.5", Compare("lt", -1.5)),
        ("f|exists: true", Exists(expected=True)),
        ("f|exists: 'no'", Exists(expected=False)),
        ("f|fieldref: other", FieldRef("other")),
        ("f|fieldref|startswith|cased: other", FieldRef("other", "startswith", cased=True)),
        ("f|hour: 23", TimePart("hour", 23)),
    ],
)
def test_a_value_becomes_its_test(item: str, test: Test) -> None:
    assert condition_of(item) == Atom("f", test)


def test_base64offset_gives_three_texts() -> None:
    atoms = condition_of("f|base64offset|contains: http://")

    assert isinstance(atoms, Or)
    assert [part.test for part in atoms.parts if isinstance(part, Atom)] == [
        Text((MANY, "ahr0cdovl", MANY)),
        Text((MANY, "h0dha6ly", MANY)),
        Text((MANY, "odhrwoi8v", MANY)),
    ]


def test_placeholders_are_replaced_by_each_of_their_values() -> None:
    expression = condition_of("f|expand: 'srv-%name%'", placeholders={"name": ["A*", "b"]})

    assert expression == Or((Atom("f", Text(("srv-a", MANY))), Atom("f", Text(("srv-b",)))))


@pytest.mark.parametrize("placeholders", [{"name": []}, {}])
def test_a_placeholder_without_values_never_matches(placeholders: dict[str, list[str]]) -> None:
    assert condition_of("f|expand: '%name%'", placeholders=placeholders) == Or(())


@pytest.mark.parametrize(
    ("item", "text"),
    [("f: '%TEMP%'", "%temp%"), ("f|expand: '100% x'", "100% x"), ("f|expand: '\\%name\\%'", "%name%")],
)
def test_a_percent_sign_is_no_placeholder_by_itself(item: str, text: str) -> None:
    assert condition_of(item) == Atom("f", Text((text,)))


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("f|contains: null", "null goes only with a field without modifiers"),
        ("f|re: '('", "the regular expression cannot be run by RE2: missing ): ("),
        ("f|cidr: 10.0.0.0/40", '"10.0.0.0/40" is no network such as 10.0.0.0/8 or fe80::/10'),
        ("f|gt: ten", 'modifier "gt" needs a number, not "ten"'),
        ("f|gt: .inf", 'modifier "gt" needs a number, not ".inf"'),
        ("f|exists: maybe", 'modifier "exists" needs true or false, not "maybe"'),
        ("f|hour: 24", 'modifier "hour" needs a whole number from 0 to 23, not "24"'),
        ("f|fieldref: ''", 'modifier "fieldref" needs the name of a field'),
        ("f: {a: b}", "a value must be a text, a number, true, false or null"),
        (f"f: {'x' * 9000}", "is longer than 8192 characters"),
    ],
)
def test_values_that_do_not_fit_are_said(item: str, message: str) -> None:
    [fault] = faults_of(item)

    assert message in fault
