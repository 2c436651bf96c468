"""Can a rule be reached? Draw field values that satisfy it, write them as a device would, and ask the oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from normalise.linux.reading import CONTEXT, lines_of
from oracle.evaluate import Oracle
from oracle.near import Draft, Near
from oracle.rules import OracleRule, read_rules, rule_files
from otasuke.events import Event
from otasuke.normalise.base import TextSource

SEEDS = 100
KEYWORD_FIELDS = ("message", "Data", "CommandLine")
Render = Callable[[dict[str, str]], Iterable[str]]


@cache
def sigma_rules(folder: Path) -> tuple[OracleRule, ...]:
    """Every rule for single events in SigmaHQ's rule set."""
    return tuple(read_rules(rule_files([folder / "sigma"])))


def rules_for(folder: Path, *sources: tuple[str | None, str | None, str | None]) -> list[OracleRule]:
    """The rules whose product, category and service are one of these."""
    return [rule for rule in sigma_rules(folder) if (rule.product, rule.category, rule.service) in sources]


def unreachable(rules: Iterable[OracleRule], source: TextSource, render: Render, *, before: bytes = b"") -> list[str]:
    """The titles of the rules that no rendered line makes true; `before` is the input's header."""
    return [rule.title for rule in rules if not is_reachable(rule, source, render, before=before)]


def is_reachable(rule: OracleRule, source: TextSource, render: Render, *, before: bytes = b"") -> bool:
    oracle = Oracle([rule])
    lines = (line for drawn in values_near(rule) for line in render(drawn) if "\n" not in line and "\r" not in line)
    return any(
        isinstance(item, Event) and oracle.rules_of(item)
        for line in lines
        for item in source.events(lines_of(before + line.encode(errors="replace")), CONTEXT)
    )


def values_near(rule: OracleRule) -> Iterator[dict[str, str]]:
    """Values that are likely to satisfy the rule; all its keywords are joined in the field `keywords`."""
    for seed in range(SEEDS):
        drafts: dict[str, Draft] = {}
        Near(rule, seed).satisfy(rule.node, drafts)
        values = {name: draft.text() for name, draft in drafts.items()}
        keywords = " ".join(values.pop(name) for name in KEYWORD_FIELDS if name in values)
        yield values | {"keywords": keywords}
