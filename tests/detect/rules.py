"""Rules as text, for the tests of the parser and the evaluators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from otasuke.detect.load import load_rules
from otasuke.detect.rule import Expr, Fault, Rule, RuleSet
from otasuke.events import Event, LogSource, Value

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def rule_text(detection: str, *, head: str = "id: rule-1\n", logsource: str = "{product: windows}") -> str:
    """A rule with this detection, whose lines begin at column 0. The detection begins in line 5 with the plain head."""
    body = "".join(f"    {line}\n" for line in detection.strip("\n").split("\n"))
    return f"title: A rule\n{head}logsource: {logsource}\ndetection:\n{body}"


def load(*texts: str | bytes, placeholders: Mapping[str, Sequence[str]] | None = None) -> RuleSet:
    """Load rule files named 1.yml, 2.yml and so on."""
    files = [
        (f"{number}.yml", text if isinstance(text, bytes) else text.encode()) for number, text in enumerate(texts, 1)
    ]
    return load_rules(files, placeholders=placeholders or {})


def rule(detection: str, *, placeholders: Mapping[str, Sequence[str]] | None = None) -> Rule:
    """The rule with this detection, which must be without faults."""
    loaded = load(rule_text(detection), placeholders=placeholders)
    assert loaded.faults == ()
    return loaded.rules[0]


def condition_of(items: str, *, placeholders: Mapping[str, Sequence[str]] | None = None) -> Expr:
    """The expression of a rule with one selection, given as YAML at column 0."""
    selection = "\n".join(f"  {line}" for line in items.strip("\n").split("\n"))
    return rule(f"selection:\n{selection}\ncondition: selection", placeholders=placeholders).condition


def faults_of(items: str) -> list[str]:
    """The messages about a rule with one selection, given as YAML at column 0."""
    selection = "\n".join(f"  {line}" for line in items.strip("\n").split("\n"))
    return messages(load(rule_text(f"selection:\n{selection}\ncondition: selection")).faults)


def messages(faults: Sequence[Fault]) -> list[str]:
    return [fault.message for fault in faults]


def event(fields: Mapping[str, Value], *logsources: LogSource) -> Event:
    """An event of Windows unless other log sources are given."""
    return Event(None, NOW, "generic.json", "pc-1", logsources or (LogSource("windows"),), fields, 0)
