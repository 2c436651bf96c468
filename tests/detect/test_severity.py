"""Twin of `otasuke.detect.severity`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.load import load_rules
from otasuke.detect.rule import Level, Place, RuleSet
from otasuke.detect.severity import parse_levels

RULE = """
title: A tool
id: {id}
level: high
logsource: {{category: process_creation}}
detection: {{words: {{CommandLine|contains: tool}}, condition: words}}
"""
TOGETHER = """
title: Tools
id: together
level: low
correlation: {type: event_count, rules: [one], group-by: [User], timespan: 1h, condition: {gte: 3}}
"""
TABLE = """
# why: "two" is named in a comment too
[[relevel]]
level = "medium"
reason = "Printers do it."
date = 2026-11-23
rules = [
    "one", # A tool
    "absent",
]

[[relevel]]
level = "critical"
reason = "Backups are gone."
date = 2026-11-24
rules = ["together"]
"""


def loaded(*tables: str) -> RuleSet:
    rules = [("one.yml", RULE.format(id="one").encode()), ("two.yml", RULE.format(id="two").encode())]
    named = [(f"table{number}.toml", table.encode()) for number, table in enumerate(tables)]
    return load_rules([*rules, ("together.yml", TOGETHER.encode()), *named])


def test_rules_and_correlations_get_the_levels_of_a_table_and_others_keep_theirs() -> None:
    rules = loaded(TABLE)

    assert {rule.id: rule.level for rule in rules.rules} == {"one": Level.MEDIUM, "two": Level.HIGH}
    assert [one.level for one in rules.correlations] == [Level.CRITICAL]
    assert (rules.relevelled, rules.faults) == (2, ())


def test_what_is_found_does_not_depend_on_a_table() -> None:
    with_table, without = loaded(TABLE), loaded()

    assert [rule.condition for rule in with_table.rules] == [rule.condition for rule in without.rules]
    assert without.relevelled == 0


def test_an_id_that_no_rule_has_is_noted_where_it_stands() -> None:
    assert [str(note) for note in loaded(TABLE).notes] == ["table0.toml:9: no rule has the id absent"]


def test_the_table_that_is_named_later_counts() -> None:
    own = '[[relevel]]\nlevel = "low"\nreason = "Ours."\ndate = 2026-12-01\nrules = ["one"]'

    assert loaded(TABLE, own).rules[0].level is Level.LOW


def test_an_entry_knows_why_since_when_and_where() -> None:
    levels, faults = parse_levels("t.toml", TABLE.encode())

    assert not faults
    assert (levels[0].reason, levels[0].date, levels[0].place) == (
        "Printers do it.",
        date(2026, 11, 23),
        Place("t.toml", 8),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"medium"', '"grave"', "t.toml:3: level 'grave' is none of informational, low, medium, high, critical"),
        ('"medium"', "[]", "t.toml:3: level [] is none of informational, low, medium, high, critical"),
        (
            '"Backups are gone."',
            '" "',
            "t.toml:12: reason is missing: say who does this honestly, or why it cannot wait",
        ),
        ("2026-11-24", "2026-11-24T10:00:00", "t.toml:12: date has to be a day, such as 2026-11-23"),
        ('["together"]', "[]", "t.toml:12: rules has to be a list of ids"),
        ('["together"]', "[7]", "t.toml:12: rules has to be a list of ids"),
        ("reason = ", "why = ", "t.toml:3: why is not known; an entry has date, level, reason, rules"),
        ('["together"]', '["one"]', "t.toml:16: one has its level already at t.toml:8"),
        ("[[relevel]]\nlevel", "[[relevel]]\nlevel level", "t.toml:4: this is no TOML"),
        (TABLE, "", "t.toml:1: there is no [[relevel]]"),
        (TABLE, "relevel = 3", "t.toml:1: there is no [[relevel]]"),
        (TABLE, "relevel = [3]", "t.toml:1: [[relevel]] has to be a table"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, message: str) -> None:
    _, faults = parse_levels("t.toml", TABLE.replace(old, new, 1).encode())

    assert str(faults[0]).startswith(message)


def test_a_broken_entry_leaves_the_others() -> None:
    rules = loaded(TABLE.replace('"medium"', '"grave"'))

    assert [one.level for one in rules.correlations] == [Level.CRITICAL]
    assert rules.rules[0].level is Level.HIGH


@given(st.one_of(st.binary(max_size=200), st.text(alphabet='[]{}="\n relvu,', max_size=200).map(str.encode)))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    levels, faults = parse_levels("t.toml", data)

    assert faults or levels


def test_deep_nesting_is_a_fault() -> None:
    assert parse_levels("t.toml", b"relevel = " + b"[" * 100_000)[1]


SHIPPED = Path(__file__).parents[2] / "rules" / "severity.toml"


def test_the_shipped_table_has_no_fault_and_leaves_our_own_rules_alone() -> None:
    levels, faults = parse_levels(str(SHIPPED), SHIPPED.read_bytes())
    own = {found for path in (SHIPPED.parent / "otasuke").rglob("*.yml") for found in ids_in(path)}

    assert (len(levels) > 200, faults) == (True, [])
    assert not own & {one.rule_id for one in levels}


def test_every_id_of_the_shipped_table_is_one_of_sigmahq(shared_data: Path) -> None:
    levels, _ = parse_levels(str(SHIPPED), SHIPPED.read_bytes())
    known = {found for path in (shared_data / "sigma").rglob("*.yml") for found in ids_in(path)}

    assert [str(one.place) for one in levels if one.rule_id not in known] == []


def ids_in(path: Path) -> list[str]:
    return re.findall(r"^id:\s*(\S+)", path.read_text(), re.MULTILINE)
