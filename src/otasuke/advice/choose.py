"""Which sheet speaks of a happening: that of its rule, else of a technique, of a tactic, of the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from otasuke.advice.book import Book, Shelf
from otasuke.advice.happening import Happening, LogKind
from otasuke.advice.sheet import Language, Sheet

# The graver a step of an attack is, the sooner it is spoken of.
_TACTICS = (
    *("impact", "exfiltration", "credential-access", "lateral-movement", "command-and-control", "collection"),
    *("initial-access", "defense-impairment", "defense-evasion", "execution", "persistence", "privilege-escalation"),
    *("stealth", "discovery", "reconnaissance", "resource-development"),
)
_TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet, and where it stands."""

    shelf: Shelf
    key: str
    sheet: Sheet


def choose(happening: Happening, book: Book, language: Language) -> Choice:
    """The sheet that says most about this happening. There is always one."""
    for shelf, key in _places(happening, book):
        if sheet := book.find(shelf, key, language):
            return Choice(shelf, key, sheet)
    return log_source(happening.log, book, language)


def log_source(log: LogKind, book: Book, language: Language) -> Choice:
    """The sheet about the kind of log: its exact place, else the widest of its parts that has one."""
    for key in log_keys(log):
        if sheet := book.find(Shelf.LOG_SOURCE, key, language):
            return Choice(Shelf.LOG_SOURCE, key, sheet)
    raise AssertionError("read_book asks for the sheet of any log")


def log_keys(log: LogKind) -> Iterator[str]:
    """The names under which something may be known of a kind of log, the narrowest first, `any` at last."""
    for part in (log.service, log.category):
        if log.product and part:
            yield f"{log.product}.{part}"
    yield from (part for part in (log.service, log.category, log.product) if part)
    yield "any"


def _places(happening: Happening, book: Book) -> Iterator[tuple[Shelf, str]]:
    yield Shelf.RULE, happening.rule
    detector = re.split(r"[./:]", happening.rule)[-1].replace("_", "-")
    yield Shelf.DETECTOR, detector
    yield Shelf.INDICATOR, detector
    techniques = [found[1] for tag in happening.tags if (found := _TECHNIQUE.fullmatch(tag))]
    places = [*techniques, *(technique.partition(".")[0] for technique in techniques)]
    yield from ((Shelf.TECHNIQUE, key) for key in sorted(places, key=lambda key: _yields(key, book)))
    tactics = {tag.casefold().removeprefix("attack.") for tag in happening.tags}
    yield from ((Shelf.TACTIC, tactic) for tactic in _TACTICS if tactic in tactics)


def _yields(technique: str, book: Book) -> bool:
    """Whether a sheet lets those of other techniques go first, as it only says by which means something was done."""
    sheet = book.find(Shelf.TECHNIQUE, technique, "ja")
    return sheet is not None and sheet.settings.get("ゆずる") == "はい"
