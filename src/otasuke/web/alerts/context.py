"""What a company's card says of what was found: a program it uses on purpose, or somebody who was expected to be at work. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from otasuke.jp.writing import fold_width
from otasuke.web.customers.hours import Expected, expected_at
from otasuke.web.ui.sentences import Sentence, _

_PROGRAMS = ("Image", "ParentImage", "ProcessName", "process_name", "app", "OriginalFileName", "ServiceName", "Product")
_OF_PEOPLE = frozenset({"first-seen-login", "unusual-volume", "mass-file-change"})
"""Detectors of what people do who work at another time than usual."""
_TACTIC = re.compile(r"attack\.([a-z-]+)")
_OF_ADMINISTRATORS = frozenset(
    {"execution", "persistence", "discovery", "lateral-movement", "privilege-escalation", "defense-evasion", "stealth"}
)
"""Tactics that look like an administrator's work. What steals, destroys or calls home is none, whoever is expected."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a company. programs: name → what it is used for; expected: when somebody works."""

    programs: Mapping[str, str]
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found. fields: of the event; at: in the company's time."""

    rule: str
    tags: tuple[str, ...]
    fields: Mapping[str, str | tuple[str, ...]]
    at: datetime


def explained(card: Card, seen: Seen) -> Sentence | None:
    """What explains it; None: nothing does."""
    return _by_program(card, seen) or _by_time(card, seen)


def _by_program(card: Card, seen: Seen) -> Sentence | None:
    names = {_bare(name): (name, words) for name, words in card.programs.items() if _bare(name)}
    for program in _programs(seen.fields):
        if found := names.get(program):
            return _("いつものソフト「%(name)s」です（%(words)s）。", name=found[0], words=found[1])
    return None


def _programs(fields: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
    for name in _PROGRAMS:
        value = fields.get(name)
        if isinstance(value, str) and (bare := _bare(value)):
            yield bare


def _bare(path: str) -> str:
    """A program's name without its folder and ending, in small letters."""
    return fold_width(path).replace("\\", "/").rpartition("/")[2].casefold().removesuffix(".exe").strip()


def _by_time(card: Card, seen: Seen) -> Sentence | None:
    expected = expected_at(card.expected, seen.at)
    if expected is None:
        return None
    if expected.kind == "maintenance" and _is_administration(seen.tags):
        return _("保守作業の時間です（%(words)s）。", words=expected.words)
    if seen.rule.rpartition("/")[2] in _OF_PEOPLE:
        return _("この時間の仕事は、聞いています（%(words)s）。", words=expected.words)
    return None


def _is_administration(tags: Iterable[str]) -> bool:
    found = {tactic[1] for tag in tags if (tactic := _TACTIC.fullmatch(tag.replace("_", "-")))}
    return bool(found) and found <= _OF_ADMINISTRATORS
