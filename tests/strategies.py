"""Hypothesis strategies shared by the tests: small Sigma rules with every modifier, and events close to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import strategies as st

from oracle.near import Near
from oracle.rules import OracleRule, read_rule
from otasuke.events import Event, LogSource, Value

FIELDS = ("Alpha", "Beta", "Gamma")
LOG_SOURCE = LogSource(product="sample", category="made_up", service="hypothesis")
RECEIVED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Item = tuple[str, Any]
"""A key with modifiers, such as `Alpha|contains|all`, and its value or values."""

# Few characters, so that texts meet each other often: both cases, escapes, wildcards, dashes, characters of two to four
# bytes, and some whose lower case is longer, shorter or shared (U+0130, U+1E9E, the Kelvin sign).
RULE_TEXT = st.text('aAbB1 -/\\*?%.\n"é\N{EN DASH}日İẞ\u212a\U0001f600', max_size=6)
VALUE_TEXT = st.text('aAbB1 -/\\*?%.\n\r\0"é\N{EN DASH}\N{EM DASH}日İẞ\u212a\U0001f600', max_size=9)
# Of one byte alone, base64offset knows nothing; the wide encodings are for ASCII.
PLAIN_TEXT = st.text("aAbB1 é日-", min_size=2, max_size=8)
ASCII_TEXT = st.text("aAbB1 -", min_size=2, max_size=8)
NUMBER = st.integers(-30, 30) | st.sampled_from((0.5, -0.5, 1.25, 2**53, 65535))
NUMBER_TEXT = NUMBER.map(str) | st.sampled_from(
    (
        "",
        "0x1F",
        "1,5",
        "1 ",
        "-0",
        "007",
        "2.50",
        "NaN",
        "inf",
        "١",
        "1e1",
        "-2E-1",
        "+5",
        ".5",
        "5.",
        " 7\n",
        "1_0",
        "--1",
        "1e",
    )
)
PATTERN = st.sampled_from(
    (
        "a", "^a", "a$", "^$", "a.b", "^a.*b$", "[aA]+[^b]", r"\d{1,2}", r"\w\W", r"\s", "(?:a|b)1", "a|^b", r"\\", r"a\*",
        "[]a]", r"[\]$]", "日+", "é?1", r"\ba", r"a\b", "(?i)ab", "(?s)a.b", "a{2,}", r"\$", r"^\S+$", "(a)(b)?", "",
    )
)  # fmt: skip
NETWORK = st.sampled_from(
    ("10.0.0.0/8", "192.168.1.0/24", "0.0.0.0/0", "127.0.0.1/32", "fe80::/10", "2001:db8::/33", "::1/128", "::/0")
)
ADDRESS = st.sampled_from(
    (
        "10.1.2.3", "11.0.0.0", "192.168.1.255", "192.168.2.0", "127.0.0.1", "::1", "fe80::1", "2001:db8::1",
        "2001:db8:8000::", "::ffff:10.1.2.3", "::FFFF:a01:203", "::ffff:0:10.1.2.3", "010.1.2.3", "10.1.2", " 10.1.2.3",
        "10.1.2.3/32", "1.2.3.4.5", "", "host",
    )
)  # fmt: skip
TIME = st.sampled_from(
    (
        "2024-02-29 23:59:58.123", "2024-12-30T00:00:00Z", "2025-01-01T08:30:00+09:00", "2023-01-01T00:00:00.000000Z",
        "2026-06-15T12:00:00-03:30", "yesterday", "", "1704085200", "-1", "1e99", " 2024-02-29T00:00:00Z ", "2024-W01-1", "0001-01-01T00:00:00+01:00",
        "2024-13-01T00:00:00Z",
    )
)  # fmt: skip
TIME_NUMBERS = {
    "minute": (0, 30, 59), "hour": (0, 3, 8, 23), "day": (1, 15, 29, 31), "week": (1, 9, 25, 52), "month": (1, 2, 12),
    "year": (2023, 2024, 2025),
}  # fmt: skip

TEXT_MODIFIERS = ("", "|contains", "|startswith", "|endswith")
DASH_MODIFIERS = ("|windash", "|windash|contains", "|contains|windash", "|endswith|windash", "|startswith|windash")
ENCODINGS = ("", "|wide", "|utf16", "|utf16le", "|utf16be")


def one_or_more(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


@st.composite
def text_items(draw: st.DrawFn) -> Item:
    """Text with any of the modifiers for text."""
    modifiers = draw(st.sampled_from(TEXT_MODIFIERS)) + draw(st.sampled_from(("", "", "|cased")))
    other = st.nothing() if modifiers else st.integers(-3, 300) | st.booleans() | st.none()
    values = draw(one_or_more(RULE_TEXT | other))
    if isinstance(values, list) and len(values) > 1 and draw(st.booleans()):
        modifiers += "|all"
    return draw(st.sampled_from(FIELDS)) + modifiers, values


@st.composite
def dash_items(draw: st.DrawFn) -> Item:
    modifiers = draw(st.sampled_from(DASH_MODIFIERS)) + draw(st.sampled_from(("", "|cased")))
    return draw(st.sampled_from(FIELDS)) + modifiers, draw(one_or_more(st.text("ab -/", min_size=1, max_size=6)))


@st.composite
def encoded_items(draw: st.DrawFn) -> Item:
    encoding = draw(st.sampled_from(ENCODINGS))
    modifiers = encoding + draw(st.sampled_from(("|base64", "|base64|contains", "|base64offset|contains")))
    return draw(st.sampled_from(FIELDS)) + modifiers, draw(one_or_more(ASCII_TEXT if encoding else PLAIN_TEXT))


@st.composite
def pattern_items(draw: st.DrawFn) -> Item:
    flags = draw(st.lists(st.sampled_from("ims"), unique=True, max_size=3))
    return draw(st.sampled_from(FIELDS)) + "|re" + "".join(f"|{flag}" for flag in flags), draw(one_or_more(PATTERN))


@st.composite
def reference_items(draw: st.DrawFn) -> Item:
    how = draw(st.sampled_from(TEXT_MODIFIERS)) + draw(st.sampled_from(("", "|cased")))
    return draw(st.sampled_from(FIELDS)) + "|fieldref" + how, draw(one_or_more(st.sampled_from(FIELDS)))


@st.composite
def time_items(draw: st.DrawFn) -> Item:
    part = draw(st.sampled_from(sorted(TIME_NUMBERS)))
    return f"{draw(st.sampled_from(FIELDS))}|{part}", draw(one_or_more(st.sampled_from(TIME_NUMBERS[part])))


def items_of(modifiers: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Item]:
    keys = st.builds(lambda name, modifier: name + modifier, st.sampled_from(FIELDS), st.sampled_from(modifiers))
    return st.tuples(keys, values)


ITEMS: st.SearchStrategy[Item] = st.one_of(
    text_items(),
    dash_items(),
    encoded_items(),
    pattern_items(),
    reference_items(),
    time_items(),
    items_of(("|cidr",), one_or_more(NETWORK)),
    items_of(("|lt", "|lte", "|gt", "|gte"), NUMBER),
    items_of(("|exists",), st.booleans()),
    items_of(("|neq",), one_or_more(PLAIN_TEXT)),
)

KEYWORDS = RULE_TEXT.filter(str.strip) | st.integers(0, 99)

SELECTIONS: st.SearchStrategy[Any] = st.one_of(
    st.lists(ITEMS, min_size=1, max_size=3).map(dict),
    st.lists(st.lists(ITEMS, min_size=1, max_size=2).map(dict), min_size=1, max_size=2),
    st.lists(KEYWORDS, min_size=1, max_size=2),
    st.lists(KEYWORDS, min_size=2, max_size=2).map(lambda values: {"|all": values}),
)

NAMES = ("selection_one", "selection_two", "filter_main", "other", "_hidden")


def conditions(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions over these identifiers, with and without brackets."""
    open_names = [name for name in names if not name.startswith("_")]
    families = [pattern for pattern in ("selection_*", "*_main", "filter*", "*", "them") if meets(pattern, open_names)]
    families += ["_*"] if "_hidden" in names else []
    groups = st.builds("{} of {}".format, st.sampled_from(("1", "all")), st.sampled_from(families))
    return st.recursive(
        st.sampled_from(names) | groups,
        lambda inner: st.one_of(
            inner.map("not {}".format),
            inner.map("({})".format),
            st.builds("{} and {}".format, inner, inner),
            st.builds("{} or {}".format, inner, inner),
        ),
        max_leaves=5,
    )


def meets(pattern: str, names: list[str]) -> bool:
    """Whether the pattern matches any of the names."""
    start, _, end = "*".partition("*") if pattern == "them" else pattern.partition("*")
    return any(name.startswith(start) and name.endswith(end) for name in names)


@st.composite
def sigma_rules(draw: st.DrawFn, selections: st.SearchStrategy[Any] = SELECTIONS) -> dict[str, Any]:
    """A rule as its YAML document: every modifier, nested conditions, for the log source `LOG_SOURCE`."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    detection = {name: draw(selections) for name in names}
    return {
        "title": "A rule that hypothesis made",
        "id": str(draw(st.uuids(version=4))),
        "status": "test",
        "level": draw(st.sampled_from(("informational", "low", "medium", "high", "critical"))),
        "logsource": draw(
            st.sampled_from(
                ({"product": "sample"}, {"category": "made_up"}, {"product": "sample", "service": "hypothesis"})
            )
        ),
        "detection": {**detection, "condition": draw(conditions(names))},
    }


VALUES: st.SearchStrategy[Value] = st.one_of(
    VALUE_TEXT,
    NUMBER_TEXT,
    ADDRESS,
    TIME,
    st.lists(VALUE_TEXT | ADDRESS, min_size=1, max_size=3).map(tuple),
)


@st.composite
def fields_near_rule(draw: st.DrawFn, rule: OracleRule) -> dict[str, Value]:
    """Fields that nearly satisfy the rule, with some replaced."""
    fields: dict[str, Value] = dict(Near(rule, Random(draw(st.integers(0, 2**32))).randrange(2**32)).fields())
    fields.update(draw(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=1)))
    return fields


def event_of(fields: Mapping[str, Value], record: int = 0) -> Event:
    """An event of `LOG_SOURCE` with these fields."""
    return Event(
        time=None,
        received_at=RECEIVED_AT,
        source="generic.json",
        sensor="",
        logsources=(LOG_SOURCE,),
        fields=fields,
        record=record,
    )


THEMES: tuple[tuple[st.SearchStrategy[Item], st.SearchStrategy[str]], ...] = (
    (text_items(), RULE_TEXT | VALUE_TEXT),
    (dash_items(), st.text("ab -/\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}", max_size=7)),
    (pattern_items(), st.text("aAb1é日.*\\$ \n\r", max_size=6)),
    (reference_items(), st.text("aAb", max_size=2)),
    (time_items(), TIME),
    (items_of(("|cidr",), one_or_more(NETWORK)), ADDRESS),
    (items_of(("|lt", "|lte", "|gt", "|gte"), NUMBER), NUMBER_TEXT),
    (items_of(("|exists", "|neq"), st.booleans()), st.sampled_from(("", "true", "FALSE", "x"))),
)
"""Items, and the values that bring them to their edges."""


@st.composite
def themed_rules_with_events(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Event]]:
    """One rule about one kind of test, and events whose values are of that kind."""
    items, values = draw(st.sampled_from(THEMES))
    document = draw(sigma_rules(st.lists(items, min_size=1, max_size=2).map(dict)))
    fields = st.dictionaries(st.sampled_from(FIELDS), values | st.lists(values, min_size=1, max_size=2).map(tuple))
    return [document], [event_of(one, number) for number, one in enumerate(draw(st.lists(fields, min_size=1)))]


@st.composite
def mixed_rules_with_events(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Event]]:
    """One to three rules of every kind, and events near them."""
    documents = draw(st.lists(sigma_rules(), min_size=1, max_size=3, unique_by=lambda document: document["id"]))
    rules = [read_rule(document) for document in documents]
    many_fields = draw(st.lists(st.sampled_from(rules).flatmap(fields_near_rule), min_size=1, max_size=6))
    return documents, [event_of(fields, record) for record, fields in enumerate(many_fields)]


def rules_with_events() -> st.SearchStrategy[tuple[list[dict[str, Any]], list[Event]]]:
    """Rules, and events that bring them to their edges."""
    return themed_rules_with_events() | mixed_rules_with_events()
