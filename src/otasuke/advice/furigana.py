"""ふりがな: how the kanji of a text are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KANJI = re.compile(r"[々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text; reading: in hiragana, "" for what needs none."""

    text: str
    reading: str = ""


def furigana(text: str, readings: Mapping[str, str]) -> tuple[Run, ...]:
    """The text in pieces that, joined, are the text. The longest word that is known wins.

    readings  words with their whole reading, `調べ` = `しらべ`; kana at their ends get none of it.
    """
    runs: list[Run] = []
    plain = ""
    longest = max(map(len, readings), default=0)
    at = 0
    while at < len(text):
        word = _word_at(text, at, readings, longest)
        if not word:
            plain += text[at]
            at += 1
            continue
        head, kanji, reading, tail = _split(word, readings[word])
        runs += [Run(plain + head)] if plain + head else []
        runs.append(Run(kanji, reading))
        plain = tail
        at += len(word)
    return (*runs, Run(plain)) if plain else tuple(runs)


def unread(text: str, readings: Mapping[str, str]) -> Iterator[str]:
    """The pieces of a text that hold kanji and have no reading."""
    for run in furigana(text, readings):
        if not run.reading:
            yield from re.findall(r"[々〆\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+[ぁ-ん]{0,2}", run.text)


def _word_at(text: str, at: int, readings: Mapping[str, str], longest: int) -> str:
    for length in range(min(longest, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in readings and KANJI.search(word):
            return word
    return ""


def _split(word: str, reading: str) -> tuple[str, str, str, str]:
    """The kana before, the kanji with their part of the reading, and the kana after."""
    start, end = 0, 0
    while start < len(word) and word[start] == reading[start : start + 1] and not KANJI.match(word[start]):
        start += 1
    while end < len(word) - start and not KANJI.match(word[-1 - end]) and reading[start:].endswith(word[-1 - end :]):
        end += 1
    return word[:start], word[start : len(word) - end], reading[start : len(reading) - end], word[len(word) - end :]
