"""Deciding atoms: every kind against the reference, at its edges."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiled import engine_for
from detect.rules import event, rule
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.evaluate import matches
from otasuke.detect.rule import Rule
from otasuke.events import Value

FEW = st.text("aAb", max_size=5)
PATTERNS = st.lists(st.sampled_from(("a", "b", "ab", "*", "*", "?", "ba")), min_size=1, max_size=6).map("".join)
OCTET = st.integers(0, 300).map(str) | st.sampled_from(("", "00", "01", "010", "256", "٣"))
IPV4 = st.lists(OCTET, min_size=3, max_size=5).map(".".join)
IPV6 = (
    st.integers(0, 2**128 - 1)
    .map(ipaddress.IPv6Address)
    .flatmap(lambda address: st.sampled_from((str(address), address.exploded, str(address).upper(), f"{address}%eth0")))
)
MAPPED = st.integers(0, 2**32 - 1).map(
    lambda number: str(ipaddress.IPv6Address((0xFFFF << 32) | number)) if number % 2 else ipaddress.IPv6Address((0xFFFF << 32) | number).exploded
)  # fmt: skip
SPACES = st.sampled_from(("", "", " ", "\n", "\u3000"))
NETWORKS = (
    "0.0.0.0/0",
    "10.0.0.0/8",
    "128.0.0.0/1",
    "192.168.1.1/32",
    "::/0",
    "2001:db8::/32",
    "fe80::/10",
    "8000::/1",
)


def assert_agrees(rules: Sequence[Rule], many: Sequence[dict[str, Value]]) -> None:
    """The engine says of every rule and event what the reference says."""
    events = [event(fields) for fields in many]

    found = {(at, number) for at, number in engine_for(rules).match_events(events).pairs.tolist()}

    assert found == {(at, n) for at, one in enumerate(events) for n, each in enumerate(rules) if matches(each, one)}


def single(item: str) -> list[Rule]:
    """A rule with this item, and one that wants it false."""
    return [rule(f"s:\n  {item}\ncondition: {condition}") for condition in ("s", "not s")]


@given(st.lists(PATTERNS, min_size=1, max_size=3), st.lists(FEW, min_size=1, max_size=6))
def test_patterns(patterns: list[str], values: list[str]) -> None:
    assert_agrees(single(f"f: {json.dumps(patterns)}"), [{"f": value} for value in values])


@given(st.lists(st.builds("{}{}{}".format, SPACES, IPV4 | IPV6 | MAPPED, SPACES), min_size=1, max_size=8))
def test_networks(addresses: list[str]) -> None:
    rules = [one for network in NETWORKS for one in single(f"f|cidr: {network}")]

    assert_agrees(rules, [{"f": address} for address in addresses])


@pytest.mark.parametrize(
    "address",
    ["", ".", "...", "1.2.3", "1.2.3.4.5", "1.2.3.4 x", "x", "1.2.3.x", "1" * 300, "1." * 100, ":", "10.1.2.3/8"],
)
def test_what_is_no_address_is_in_no_network(address: str) -> None:
    assert_agrees([one for network in NETWORKS for one in single(f"f|cidr: {network}")], [{"f": address}])


@pytest.mark.parametrize("how", ["", "|contains", "|startswith", "|endswith"])
@pytest.mark.parametrize("cased", ["", "|cased"])
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={"f": FEW | st.lists(FEW, max_size=3).map(tuple), "g": FEW | st.lists(FEW, max_size=3).map(tuple)},
        ),
        min_size=1,
        max_size=6,
    )
)
def test_references(how: str, cased: str, many: list[dict[str, Value]]) -> None:
    assert_agrees(single(f"f|fieldref{how}{cased}: g"), many)


@pytest.mark.parametrize("item", ["f: null", "f: ''", "f: '*'", "f|exists: true", "f|exists: false", "f|re: '^$'"])
def test_what_is_not_there_or_empty(item: str) -> None:
    values: tuple[Value, ...] = ("", "x", (), ("",), ("", "x"), ("x", "y"))

    assert_agrees(single(item), [{}, {"other": "x"}, *({"f": value} for value in values)])


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 7, 8, 9, 16, 63, 64, 65, 130])
def test_literals_of_any_length_at_any_edge(length: int) -> None:
    literal = ("abcdefghij" * 13)[:length]
    rules = [one for kind in ("", "|startswith", "|endswith", "|contains") for one in single(f"f{kind}: {literal}")]
    values = [
        literal,
        literal.upper(),
        literal[:-1],
        literal[1:],
        f"x{literal}",
        f"{literal}x",
        f"x{literal}x",
        literal * 2,
    ]

    assert_agrees(rules, [{"f": value} for value in values])


def test_a_rule_is_tried_once_however_many_literals_it_has() -> None:
    engine = engine_for([rule("s:\n  f|contains: [ab, bc, cd]\n  g|contains: [ab, bc]\ncondition: s")])

    hits = engine.match_events([event({"f": "abcd", "g": "abc"})])

    assert hits.pairs.tolist() == [[0, 0]]
    assert engine.statistics.tried_alternatives == 1


def test_more_hits_than_the_table_holds() -> None:
    rules = [rule("s:\n  f: a\ncondition: s") for _ in range(300)]
    events = [event({"f": "a"})] * 300

    assert len(engine_for(rules).match_events(events).pairs) == 300 * 300


@pytest.mark.parametrize(
    ("item", "fields", "expected"),
    [
        ("A: 'one*two*three'", {"A": "ONE and two and three"}, True),
        ("A: 'one*two*three'", {"A": "one three two"}, False),
        ("A: 'one*one'", {"A": "one"}, False),
        ("A: 'a?c'", {"A": "aéc"}, True),
        ("A: null", {}, True),
        ("A: null", {"A": "x"}, False),
        ("A: ''", {"A": ""}, True),
        ("A|exists: true", {"A": ""}, True),
        ("A|exists: false", {}, True),
        ("A|fieldref: B", {"A": "Same", "B": "sAME"}, True),
        ("A|fieldref|endswith: B", {"A": "the end", "B": "END"}, True),
        ("A|re: 'a+b$'", {"A": "xaab"}, True),
        ("A|cidr: 10.0.0.0/8", {"A": "10.1.2.3"}, True),
        ("A|cidr: 10.0.0.0/8", {"A": "10.1.2.300"}, False),
        ("A|cidr: fe80::/10", {"A": "fe80::1"}, True),
        ("A|gte: 10", {"A": "10.5"}, True),
        ("A|cased: Exact", {"A": "exact"}, False),
        ("A: x", {"A": ("y", "X")}, True),
    ],
)
def test_an_item_is_decided_as_the_specification_says(item: str, fields: dict[str, Value], expected: bool) -> None:
    assert _holds(f"s:\n  {item}\ncondition: s", fields) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [("a and b", False), ("a or b", True), ("a and not b", True), ("not (a or b)", False), ("1 of them", True)],
)
def test_conditions_combine_selections(condition: str, expected: bool) -> None:
    assert _holds(f"a:\n  A: x\nb:\n  B: x\ncondition: {condition}", {"A": "x", "B": "y"}) is expected


def _holds(detection: str, fields: dict[str, Value]) -> bool:
    return len(engine_for([rule(detection)]).match_events([event(fields)]).pairs) > 0


def test_a_question_of_a_line_that_nobody_waits_for_is_answered_all_the_same() -> None:
    engine = engine_for([rule("s:\n  f|re: '^[a-z]+$'\ncondition: s")], sizes=Sizes(arena=1 << 12))
    engine.match_events([event({"f": ("ab", "x" * 3000)})])

    hits = engine.match_events([event({"f": "ab"})])

    assert hits.pairs.tolist() == [[0, 0]]
    assert engine.statistics.odd_lines == 1


def test_a_long_list_is_asked_about_once_a_value() -> None:
    engine = engine_for([rule("s:\n  f|re: '^[0-9]+x$'\ncondition: s")])
    lists = [tuple(f"{number}{at}" for number in range(2000)) for at in range(10)]

    hits = engine.match_events([event({"f": values}) for values in lists] + [event({"f": (*lists[0], "1x")})])

    assert hits.pairs.tolist() == [[10, 0]]
    assert engine.statistics.odd_lines == 0
    assert engine.statistics.answers < 40_000
