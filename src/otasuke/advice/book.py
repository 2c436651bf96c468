"""助言集: all sheets and words of a folder such as rules/advice, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from otasuke.advice.sheet import LANGUAGES, SAME, Fault, Language, Sheet, read_sheet
from otasuke.advice.words import Words, read_words

WORDS, READINGS = "words.toml", "readings.toml"


class Shelf(StrEnum):
    """What a sheet is about, as its folder is called. In this order they are asked."""

    RULE = "rules"
    DETECTOR = "detectors"
    INDICATOR = "indicators"
    TECHNIQUE = "techniques"
    TACTIC = "tactics"
    LOG_SOURCE = "logsources"
    PROCEDURE = "procedures"


Key = tuple[Shelf, str, Language]
NEEDED = ((Shelf.LOG_SOURCE, "any"), (Shelf.PROCEDURE, "base"))
_NAME = re.compile(r"(?P<shelf>[a-z]+)/(?P<key>[^/]+)\.(?P<language>ja|en)\.md")


class UnfitBook(Exception):
    """Without these nothing can be said: the faults, in `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Book:
    """Every sheet by shelf, key (lower case) and language; the words; how kanji are read; what is wrong with the files."""

    sheets: Mapping[Key, Sheet]
    words: Words
    readings: Mapping[str, str]
    faults: tuple[Fault, ...]

    def find(self, shelf: Shelf, key: str, language: Language) -> Sheet | None:
        """The sheet of this key, in whatever case."""
        return self.sheets.get((shelf, key.casefold(), language))


def read_book(files: Mapping[str, bytes]) -> Book:
    """The book in these files, named by their paths below its folder, with `/`.

    What is wrong with a sheet is a fault of the book, and only that part of it is left out.
    Raises UnfitBook if it has no words, or lacks the sheets that everything falls back on.
    """
    faults: list[Fault] = []
    sheets: dict[Key, Sheet] = {}
    for path, data in sorted(files.items()):
        if path.endswith(".md") and path != "README.md":
            _add(sheets, path, data, faults)
    _join(sheets, faults)
    words = read_words(WORDS, _table(files, WORDS, faults), faults)
    readings = _readings(_table(files, READINGS, faults), faults)
    missing = [
        Fault(f"{shelf}/{key}.{language}.md", 1, "it is missing, and everything falls back on it")
        for shelf, key in NEEDED
        for language in LANGUAGES
        if (shelf, key, language) not in sheets
    ]
    if missing:
        raise UnfitBook(missing)
    return Book(MappingProxyType(sheets), words, readings, tuple(faults))


def _add(sheets: dict[Key, Sheet], path: str, data: bytes, faults: list[Fault]) -> None:
    found = _NAME.fullmatch(path)
    if found is None or found["shelf"] not in set(Shelf):
        shelves = ", ".join(Shelf)
        faults.append(
            Fault(path, 1, f"it is called like no sheet: FOLDER/KEY.ja.md or .en.md, FOLDER one of {shelves}")
        )
        return
    text, bad = _text(path, data)
    sheet, wrong = read_sheet(path, text)
    faults += [*bad, *wrong]
    language: Language = "ja" if found["language"] == "ja" else "en"
    sheets[Shelf(found["shelf"]), found["key"].casefold(), language] = sheet


def _join(sheets: dict[Key, Sheet], faults: list[Fault]) -> None:
    """Put in place of a sheet that says `同じ` the one that it names."""
    for (shelf, key, language), sheet in list(sheets.items()):
        if SAME in sheet.settings:
            target = sheets.get((shelf, sheet.settings[SAME].casefold(), language))
            if target is None or SAME in target.settings or sheet.passages:
                message = f"{SAME}: it must name a sheet of {shelf}/ with words of its own, and say nothing else"
                faults.append(Fault(sheet.path, 1, message))
                del sheets[shelf, key, language]
            else:
                sheets[shelf, key, language] = target


def _text(path: str, data: bytes) -> tuple[str, list[Fault]]:
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("utf-8", "replace"), [Fault(path, line, "it is not UTF-8; save it as UTF-8")]


def _table(files: Mapping[str, bytes], path: str, faults: list[Fault]) -> Mapping[str, object]:
    text, bad = _text(path, files.get(path, b""))
    faults += bad
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        faults.append(Fault(path, int(found[1]) if found else 1, f"it is no TOML: {error}"))
        return {}


def _readings(table: Mapping[str, object], faults: list[Fault]) -> Mapping[str, str]:
    readings: dict[str, str] = {}
    for word, reading in table.items():
        if isinstance(reading, str) and reading:
            readings[word] = reading
        else:
            faults.append(Fault(READINGS, 1, f"the reading of {word!r} is no text"))
    return MappingProxyType(readings)
