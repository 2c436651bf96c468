from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.rules import load, rule_text
from effort import effort
from otasuke.detect.load import load_rules
from otasuke.detect.parse.yaml_tree import MAX_FILE_BYTES
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


def test_files_may_name_the_rules_of_each_other() -> None:
    loaded = load(CORRELATION + FILTER, RULE)

    assert loaded.faults == ()
    assert (len(loaded.rules), len(loaded.correlations)) == (1, 1)


def test_a_file_with_too_many_faults_is_left() -> None:
    loaded = load("--- a\n" * 50_000)

    assert len(loaded.faults) == 101
    assert loaded.faults[-1].message == "too much is wrong with this file; the rest of it was not read"


def test_a_placeholder_that_nobody_has_defined_is_noted_where_it_stands() -> None:
    loaded = load(rule_text("s:\n  a: x\n  b|expand:\n    - y\n    - '%home%'\ncondition: s"))

    assert [str(note) for note in loaded.notes] == ['1.yml:9: placeholder "%home%" has no value, so it never matches']
    assert [note.rule_id for note in loaded.notes] == ["rule-1"]
    assert (len(loaded.rules), loaded.faults) == (1, ())


def documents(count: int, one: Callable[[int], str]) -> str:
    return "".join(f"---\n{one(number)}" for number in range(count))


def values(modifiers: str, count: int, one: Callable[[int], str]) -> str:
    return rule_text(f"s:\n  a|{modifiers}: [{', '.join(json.dumps(one(n)) for n in range(count))}]\ncondition: s")


BIG_SELECTION = "detection: {" + ", ".join(f"k{number}: {{a: 1}}" for number in range(2000)) + "}\n"
COSTLY = {
    "aliases of aliases": "a0: &a0 [x, x]\n"
    + "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 50)}]\n" for level in (1, 2)),
    "large character classes": values("re", 30, lambda n: r"\pL" * 2000 + str(n)),
    "repeated character classes": values("re|i", 3000, lambda n: f"(\xe9[^x]{{1,900}}){n}"),
    "repetitions of repetitions": values("re", 2000, lambda n: r"((\pL{1,10}){1,10}){1,10}" + str(n)),
    "filters of one rule": RULE + documents(4500, lambda n: FILTER.replace("---\n", "").replace("a: 1", f"a: {n}")),
    "filters of no rule": RULE + documents(4500, lambda n: FILTER.replace("---\n", "").replace("any", f"rule-{n}")),
    "filters of all rules": documents(2500, lambda n: rule_text("s: {a: 1}\ncondition: s", head=f"id: r{n}\n"))
    + documents(2000, lambda _: FILTER.replace("---\n", "")),
    "unknown conditions": "title: c\ncorrelation:\n  type: event_count\n  rules: [a]\n  timespan: 1m\n  condition:\n"
    + "".join(f"    x{number}: 1\n" for number in range(20_000)),
    "correlations of nothing": documents(
        6000, lambda n: f"title: r{n}\ncorrelation: {{type: temporal, rules: [q{n}], timespan: 1m}}\n"
    ),
    "dashes": values("windash|contains", 20_000, lambda n: f"-a -b -c{n}"),
    "encoded values": values("wide|base64offset|contains", 30_000, lambda n: f"abc{n}"),
    "a selection that all inherit": "action: global\n"
    + BIG_SELECTION
    + documents(5000, lambda n: f"title: {n}\nlogsource: {{category: a}}\ndetection: {{condition: k1}}\n"),
    "a selection named many times": rule_text(
        "".join(f"a{number}: {{a: 1}}\n" for number in range(5000)) + f"condition: [{', '.join(['1 of a*'] * 1000)}]"
    ),
}


@pytest.mark.parametrize("kind", COSTLY)
def test_no_file_takes_long(kind: str) -> None:
    text = COSTLY[kind].encode()

    assert len(text) <= MAX_FILE_BYTES
    assert effort(lambda: load(text)) < 200, "twice what is promised, for a busy machine"


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
def test_every_rule_of_sigmahq_is_runnable(shared_data: Path) -> None:
    files = rule_files(shared_data / "sigma")

    loaded = load_rules(files)

    assert (len(loaded.rules), loaded.faults) == (len(files), ())
    assert {note.message for note in loaded.notes} == {'placeholder "%known_cdcs%" has no value, so it never matches'}
    assert len(loaded.notes) == 2


@pytest.mark.shared_data
def test_with_its_one_placeholder_nothing_of_sigmahq_is_worth_a_note(shared_data: Path) -> None:
    loaded = load_rules(rule_files(shared_data / "sigma"), placeholders={"known_cdcs": ("dc-*",)})

    assert loaded.notes == ()
