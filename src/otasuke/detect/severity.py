"""Other levels for rules of others: a table of ids, each with a reason and a date, such as `rules/severity.toml`.

Levels say what is told to whom. They never decide what is found: with or without a table the hits are the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from otasuke.detect.parse.findings import MAX_FINDINGS
from otasuke.detect.rule import Correlation, Fault, Level, Place, Rule, RuleSet

SUFFIX = ".toml"
_TABLE = "relevel"
_KEYS = {"level", "reason", "date", "rules"}
_HEAD = re.compile(rf"^\s*\[\[\s*{_TABLE}\s*\]\]")
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_Leveled = TypeVar("_Leveled", Rule, Correlation)


@dataclass(frozen=True, slots=True)
class Relevel:
    """A rule's other level, why, and since when. place: of its id in the table."""

    rule_id: str
    level: Level
    reason: str
    date: date
    place: Place


class _Unfit(ValueError):
    """What is wrong with an entry."""


def parse_levels(path: str, data: bytes) -> tuple[list[Relevel], list[Fault]]:
    """The levels of a table, and a fault for each entry that cannot be used. Never raises for what is in it."""
    try:
        text = data.decode()
        entries = tomllib.loads(text).get(_TABLE)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return [], [Fault(Place(path, _line_in(str(error))), f"this is no TOML: {error}")]
    if not isinstance(entries, list) or not entries:
        return [], [Fault(Place(path, 1), f"there is no [[{_TABLE}]]")]
    return _levels(entries, _Lines(path, text))


def relevel(rules: RuleSet, levels: Sequence[Relevel]) -> RuleSet:
    """The rules with their other levels, and how many these are. An id that no rule has is noted: sets differ."""
    by_id = {one.rule_id: one.level for one in levels}
    known = {rule.id for rule in rules.rules} | {one.id for one in rules.correlations}
    missing = [one for one in levels if one.rule_id not in known]
    notes = [Fault(one.place, f"no rule has the id {one.rule_id}", one.rule_id) for one in missing]
    singles, together = _with_levels(rules.rules, by_id), _with_levels(rules.correlations, by_id)
    return replace(
        rules,
        rules=singles,
        correlations=together,
        notes=(*rules.notes, *notes),
        relevelled=sum(
            new is not old for new, old in zip((*singles, *together), (*rules.rules, *rules.correlations), strict=True)
        ),
    )


def _with_levels(rules: Sequence[_Leveled], by_id: dict[str, Level]) -> tuple[_Leveled, ...]:
    return tuple(
        replace(rule, level=level) if (level := by_id.get(rule.id, rule.level)) != rule.level else rule
        for rule in rules
    )


def _levels(entries: list[Any], lines: _Lines) -> tuple[list[Relevel], list[Fault]]:
    listed: list[Relevel] = []
    faults: list[Fault] = []
    for number, entry in enumerate(entries):
        try:
            listed += _relevels(entry, lines)
        except _Unfit as error:
            faults.append(Fault(lines.of_entry(number), str(error)))
    levels: dict[str, Relevel] = {}
    faults += [
        Fault(one.place, f"{one.rule_id} has its level already at {first.place}", one.rule_id)
        for one in listed
        if (first := levels.setdefault(one.rule_id, one)) is not one
    ]
    return list(levels.values()), faults[:MAX_FINDINGS]


def _relevels(entry: Any, lines: _Lines) -> Iterator[Relevel]:
    if not isinstance(entry, dict):
        raise _Unfit(f"[[{_TABLE}]] has to be a table")
    if odd := sorted(set(entry) - _KEYS):
        raise _Unfit(f"{', '.join(odd)} is not known; an entry has {', '.join(sorted(_KEYS))}")
    level, reason, day, ids = (entry.get(key) for key in ("level", "reason", "date", "rules"))
    if level not in list(Level):
        raise _Unfit(f"level {level!r} is none of {', '.join(Level)}")
    if not isinstance(reason, str) or not reason.strip():
        raise _Unfit("reason is missing: say who does this honestly, or why it cannot wait")
    if type(day) is not date:
        raise _Unfit("date has to be a day, such as 2026-11-23")
    if not isinstance(ids, list) or not ids or not all(isinstance(id, str) and id for id in ids):
        raise _Unfit("rules has to be a list of ids")
    yield from (Relevel(id, Level(level), reason, day, lines.of_id(id)) for id in ids)


class _Lines:
    """Where entries and ids stand in the text."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._heads: list[int] = []
        self._ids: dict[str, list[int]] = {}
        for number, line in enumerate(text.split("\n"), 1):
            if _HEAD.match(line):
                self._heads.append(number)
            for found in _QUOTED.findall(line):
                self._ids.setdefault(found, []).append(number)

    def of_entry(self, number: int) -> Place:
        """Where the entry of this number begins."""
        return Place(self._path, self._heads[number] if number < len(self._heads) else 1)

    def of_id(self, id: str) -> Place:
        """Where the id stands; where it stands again if it is asked for again."""
        lines = self._ids.get(id, [1])
        return Place(self._path, lines.pop(0) if len(lines) > 1 else lines[0])


def _line_in(message: str) -> int:
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else 1
