"""Who watches the oracle: pySigma for what it reads, the raw recordings for what it is given, and examples by hand."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from sigma.exceptions import SigmaError

from oracle.compare import differences
from oracle.evaluate import Oracle
from oracle.modifiers import encoded, pieces_of
from oracle.near import fields_near
from oracle.product import events_of
from oracle.recordings import raw_evtx_events, raw_zip_events
from oracle.rules import read_rule, rule_files
from oracle.tree import Fields
from oracle.values import glob, matches
from oracle.witness import Witness
from otasuke.events import Event
from strategies import TIME_NUMBERS, event_of, rules_with_events

RAW_EVENTS = 50


@pytest.mark.shared_data
def test_it_reads_the_rules_of_sigmahq_as_pysigma_does(shared_data: Path) -> None:
    different = []
    for path in rule_files([shared_data / "sigma"])[::7]:
        document = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        rule, witness = read_rule(document), Witness(document)
        many = [Fields.of(fields) for fields in fields_near(rule, count=3, seed=4)]
        different += [(path, fields) for fields in many if rule.node.holds(fields) != witness.holds(fields)]

    assert different == []


@given(rules_with_events())
@settings(max_examples=50)
def test_it_reads_any_rule_as_pysigma_does(case: tuple[list[dict[str, Any]], list[Event]]) -> None:
    documents, events = case
    for document in documents:
        witness = witness_of(document)
        for event in events:
            fields = Fields.of(event.fields)

            assert witness is None or read_rule(document).node.holds(fields) == witness.holds(fields)


def witness_of(document: dict[str, Any]) -> Witness | None:
    """None where pySigma cannot tell: it compares no timestamps, and does not know all modifiers together."""
    if any(f"|{part}" in str(document) for part in TIME_NUMBERS):
        return None
    try:
        return Witness(document)
    except SigmaError:
        return None


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("pattern", "read_raw"),
    [("sigma_regression/**/*.evtx", raw_evtx_events), ("otrf/atomic/windows/**/*.zip", raw_zip_events)],
)
def test_normalised_windows_events_hold_what_the_recordings_say(shared_data: Path, pattern: str, read_raw: Any) -> None:
    for path in sorted(shared_data.glob(pattern))[::4]:
        pairs = itertools.islice(zip(read_raw(path), events_of(path), strict=False), RAW_EVENTS)

        different = [
            (path.name, name, value, normalised.fields.get(name))
            for raw, normalised in pairs
            for name, value in raw.fields.items()
            if normalised.fields.get(name) != value
        ]

        assert different == []


def test_an_engine_that_misses_a_match_or_makes_one_up_is_noticed() -> None:
    rule = read_rule({"title": "t", "id": "r", "logsource": {}, "detection": {"s": {"A": "x"}, "condition": "s"}})
    events = [event_of({"A": "X"}), event_of({"A": "y"})]

    _, different = differences(Oracle([rule]), lambda _: {(1, "r")}, events)

    assert [(one.event.fields["A"], one.only) for one in different] == [("X", "oracle"), ("y", "engine")]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        (r"a*b", "a\nb", True),
        (r"a*b", "ab", True),
        (r"a*b", "abc", False),
        (r"a?b", "a\U0001f600b", True),
        (r"a?b", "ab", False),
        (r"ab*ba", "aba", False),
        (r"*a*a", "a", False),
        (r"a\*b", "a*b", True),
        (r"a\*b", "axb", False),
        (r"a\\*b", "a\\xb", True),
        (r"a\\\*b", "a\\*b", True),
        (r"C:\Windows", "c:\\WINDOWS", True),
        (r"C:\\Windows", "c:\\WINDOWS", True),
        (r"\\\\host", "\\\\host", True),
        (r"\\\host", "\\\\host", True),
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
    ],
)
def test_text_matches_as_the_specification_says(text: str, value: str, expected: bool) -> None:
    assert glob(pieces_of(text), cased=False).passes(value, value.lower()) is expected


@pytest.mark.parametrize(
    ("pattern", "flags", "value", "expected"),
    [
        ("b$", "", "ab", True),
        ("b$", "", "ab\n", False),
        ("b$", "m", "ab\nc", True),
        (r"b\$", "", "ab$", True),
        ("[$]", "", "a$", True),
        ("[]$]", "", "$", True),
        (r"[\]$]c", "", "$c", True),
        (r"\w", "", "é", False),
        ("a.c", "", "a\nc", False),
        ("a.c", "s", "a\nc", True),
        ("A", "", "a", False),
        ("A", "i", "a", True),
    ],
)
def test_expressions_match_as_the_project_has_agreed(pattern: str, flags: str, value: str, expected: bool) -> None:
    assert matches(pattern, flags).passes(value, value.lower()) is expected


def test_base64_with_an_offset_finds_the_text_wherever_it_stands() -> None:
    # The three texts that the Sigma documentation gives for `/bin/bash`.
    assert encoded("base64offset", b"/bin/bash") == ["L2Jpbi9iYXNo", "9iaW4vYmFza", "vYmluL2Jhc2"]
