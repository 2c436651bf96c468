from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.rules import load, rule_text
from otasuke.detect.load import load_rules, silenced_rules
from otasuke.detect.rule import RuleSet

RULE = rule_text(
    "selection:\n  Image|endswith: '\\whoami.exe'\n  a|windash|contains: [' -a', 1]\nfilter:\n  b|re: 'x+'\n"
    "words: [one, 'two*']\ncondition: (selection or 1 of w*) and not filter"
)
CORRELATION = (
    "---\ntitle: C\nname: c\ncorrelation: {type: event_count, rules: [rule-1], timespan: 5m, "
    "condition: {gte: 3}, generate: false}\n"
)
FILTER = "---\ntitle: F\nlogsource: {product: windows}\nfilter: {rules: any, s: {a: 1}, condition: not s}\n"


def correlation(name: str, rules: str, *, generate: bool) -> str:
    body = f"{{type: temporal, rules: {rules}, timespan: 5m}}"
    return f"title: {name}\nid: {name}\ngenerate: {str(generate).lower()}\ncorrelation: {body}\n"


def test_files_may_name_the_rules_of_each_other() -> None:
    loaded = load(CORRELATION + FILTER, RULE)

    assert loaded.faults == ()
    assert (len(loaded.rules), len(loaded.correlations)) == (1, 1)


def test_rules_that_only_feed_correlations_are_silenced() -> None:
    rules = [rule_text("s:\n  a: 1\ncondition: s", head=f"id: {name}\n") for name in ("one", "two", "three")]

    loaded = load(
        *rules,
        correlation("quiet", "[one, two]", generate=False),
        correlation("loud", "[two]", generate=True),
        correlation("outer", "[quiet]", generate=False),
    )

    assert silenced_rules(loaded) == {"one", "quiet"}


def test_a_file_with_too_many_faults_is_left() -> None:
    loaded = load("--- a\n" * 100_000)

    assert len(loaded.faults) == 101
    assert loaded.faults[-1].message == "too much is wrong with this file; the rest of it was not read"


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_raise(data: bytes) -> None:
    assert isinstance(load(data), RuleSet)


@given(
    st.integers(0, len(RULE + CORRELATION + FILTER)),
    st.integers(0, 12),
    st.text("ab:-|*?\\'\"[]{}()&!%~ \n01é\0", max_size=4) | st.sampled_from(["null", "|all", "|expand", "not (", "<<"]),
)
def test_no_change_of_a_rule_makes_the_parser_raise(at: int, length: int, inserted: str) -> None:
    text = RULE + CORRELATION + FILTER
    changed = text[:at] + inserted + text[at + length :]

    loaded = load(changed)

    assert loaded.rules or loaded.faults or not changed.strip()


def rule_files(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path), path.read_bytes()) for path in sorted(folder.rglob("*.yml"))]


@pytest.mark.shared_data
def test_every_rule_of_sigmahq_is_runnable_or_named_with_its_reason(shared_data: Path) -> None:
    files = rule_files(shared_data / "sigma")

    loaded = load_rules(files)

    assert len(loaded.rules) + len(loaded.faults) == len(files)
    assert {fault.message for fault in loaded.faults} == {'placeholder "%known_cdcs%" has no value'}
    assert len(loaded.faults) == 2


@pytest.mark.shared_data
def test_with_its_one_placeholder_all_of_sigmahq_is_runnable(shared_data: Path) -> None:
    files = rule_files(shared_data / "sigma")

    loaded = load_rules(files, placeholders={"known_cdcs": ()})

    assert (len(loaded.rules), loaded.faults) == (len(files), ())
