import pytest

from detect.rules import load, messages, rule_text
from otasuke.detect.rule import Level
from otasuke.events import LogSource

DETECTION = "selection:\n  a: 1\ncondition: selection"
HEAD = """\
id: 5f1f
name: a_rule
status: test
description: |
    What it finds.
references: https://example.com
author: Someone
date: 2024-01-31
tags: [attack.execution, attack.t1059]
falsepositives:
    - Unknown
level: HIGH
"""


def test_the_head_of_a_rule_is_read() -> None:
    [rule] = load(rule_text(DETECTION, head=HEAD)).rules

    assert (rule.id, rule.name, rule.title, rule.level) == ("5f1f", "a_rule", "A rule", Level.HIGH)
    assert (rule.status, rule.description, rule.author, rule.date) == (
        "test",
        "What it finds.",
        "Someone",
        "2024-01-31",
    )
    assert (rule.tags, rule.references) == (("attack.execution", "attack.t1059"), ("https://example.com",))
    assert rule.falsepositives == ("Unknown",)


@pytest.mark.parametrize(("head", "rule_id"), [("id: x\nname: y\n", "x"), ("name: y\n", "y"), ("", "A rule")])
def test_the_id_falls_back_to_the_name_and_then_to_the_title(head: str, rule_id: str) -> None:
    assert load(rule_text(DETECTION, head=head)).rules[0].id == rule_id


def test_a_rule_without_level_is_medium() -> None:
    assert load(rule_text(DETECTION)).rules[0].level is Level.MEDIUM


def test_log_sources_are_in_lower_case() -> None:
    [rule] = load(rule_text(DETECTION, logsource="{product: Windows, category: process_creation, definition: x}")).rules

    assert rule.logsource == LogSource("windows", "process_creation")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (rule_text(DETECTION, head="level: hihg\n"), 'level "hihg" is not known; did you mean "high"?'),
        (rule_text(DETECTION, head="tags: {a: b}\n"), '"tags" must be text or a list of texts'),
        (rule_text(DETECTION, logsource="{definition: x}"), "the log source names no product, category or service"),
        (rule_text(DETECTION, logsource="windows"), '"logsource" must be a map'),
        (rule_text(DETECTION).replace("title: A rule\n", ""), '"title" is missing'),
        (rule_text(DETECTION).replace("logsource", "logsauce"), '"logsource" is missing'),
        (rule_text(DETECTION).replace("detection", "detektion"), '"detection" is missing'),
    ],
)
def test_a_broken_head_is_said(text: str, message: str) -> None:
    assert messages(load(text).faults) == [message]
