"""Coverage: from which shelf the words for each rule come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from otasuke.advice.advise import Advice, advise
from otasuke.advice.book import Book, Shelf
from otasuke.advice.happening import Happening
from otasuke.advice.sheet import LANGUAGES
from otasuke.advice.wording import LONGEST_PASSAGE


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many rules each shelf speaks for, which sheets are used how often, and what is wrong with what they render."""

    by_shelf: Counter[Shelf]
    by_sheet: Counter[tuple[Shelf, str]]
    problems: tuple[str, ...]


def coverage(rules: Iterable[Happening], book: Book) -> Coverage:
    """Render every rule, given as a happening of which only the rule is known, in both languages."""
    by_shelf: Counter[Shelf] = Counter()
    by_sheet: Counter[tuple[Shelf, str]] = Counter()
    problems: list[str] = []
    for rule in rules:
        advices = [advise(rule, book, language=language) for language in LANGUAGES]
        by_shelf[advices[0].shelf] += 1
        by_sheet[advices[0].shelf, advices[0].key] += 1
        problems += [f"{rule.rule}: {problem}" for advice in advices for problem in rendering_problems(advice)]
    return Coverage(by_shelf, by_sheet, tuple(problems))


def rendering_problems(advice: Advice) -> list[str]:
    """What no rendered advice may show: an empty part, a gap where a value was missing, a line that is far too long."""
    texts = {
        name: getattr(advice, name)
        for name in ("title", "happened", "work", "now", "details", "we", "call", "question")
    }
    found = [f"{name} is empty" for name, text in texts.items() if not text.strip()]
    found += [] if advice.checklist else ["checklist is empty"]
    for name, text in texts.items():
        found += [f"{name} shows {gap!r}" for gap in ("「」", "“”", "None", "{", "}", "は、、", "  ") if gap in text]
    longest = 2 * LONGEST_PASSAGE[advice.language]
    return found + [f"a line has {len(line)} characters" for line in advice.lines if len(line) > longest]
