"""Advice as a text for a terminal: the three lines first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from otasuke.advice.advise import Advice
from otasuke.advice.furigana import furigana
from otasuke.advice.sheet import Part, heading


def as_text(advice: Advice, readings: Mapping[str, str]) -> str:
    """All that is said. With readings, kanji have theirs behind them: 経理《けいり》."""
    lines = "\n".join(_lines(advice))
    if advice.language == "en" or not readings:
        return lines
    return "".join(f"{run.text}《{run.reading}》" if run.reading else run.text for run in furigana(lines, readings))


def _lines(advice: Advice) -> Iterator[str]:
    yield f"{advice.colour.value}  {advice.colour.word if advice.language == 'ja' else advice.colour.english}"
    yield advice.title + "\n"
    for number, part, text in zip((1, 2, 3), (Part.HAPPENED, Part.WORK, Part.NOW), advice.lines, strict=True):
        yield f"{number}. {heading(part, advice.language)}: {text}"
    for part, text in ((Part.DETAILS, advice.details), (Part.WE, advice.we), (Part.CALL, advice.call)):
        yield f"\n{heading(part, advice.language)}\n  {text}"
    yield f"\n{heading(Part.CHECKLIST, advice.language)}"
    yield from (f"  □ {line}" for line in advice.checklist)
    yield f"\n({advice.shelf}/{advice.key}.{advice.language}.md)"
