"""言葉の点検: whether what a book says can be understood by an owner who knows no IT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from otasuke.advice.book import WORDS, Book, Key, Shelf
from otasuke.advice.colour import Colour
from otasuke.advice.fill import OPTIONAL, PLACEHOLDER, filled
from otasuke.advice.furigana import unread
from otasuke.advice.meaning import WRITTEN, meaning_in
from otasuke.advice.sheet import LANGUAGES, YES, Fault, Language, Part, Sheet
from otasuke.advice.words import PLACEHOLDERS

LONGEST_SENTENCE: Mapping[Language, int] = MappingProxyType({"ja": 40, "en": 130})
LONGEST_CHECK: Mapping[Language, int] = MappingProxyType({"ja": 50, "en": 130})
LONGEST_PASSAGE: Mapping[Language, int] = MappingProxyType({"ja": 130, "en": 330})
"""What one of the three lines, or what is asked, may have."""

TYPICAL: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "ja": {
            "device": "経理のパソコン",
            "person": "「tanaka」",
            "time": "11月24日（火）19:42",
            "counterpart": "「mail[.]example[.]com」",
            "question": "予定の作業でしたか。",
            "desk": "相談窓口",
            "phone": "06-0000-0119",
        },
        "en": {
            "device": "the accounts PC",
            "person": "“tanaka”",
            "time": "Tue 24 Nov, 19:42",
            "counterpart": "“mail[.]example[.]com”",
            "question": "Was it planned?",
            "desk": "the help desk",
            "phone": "06-0000-0119",
        },
    }
)
_SHORT = frozenset({Part.HAPPENED, Part.WORK, Part.NOW, Part.QUESTION})
_POLITE = re.compile(
    r"はい|いいえ|.*(です|ます|ません|ました|でした|でしたか|ましょう|ください|ますか|ですか|ましたか|ませんか|でしょうか)"
)
_SENTENCES: Mapping[Language, re.Pattern[str]] = MappingProxyType(
    {"ja": re.compile(r"(?<=[。？])"), "en": re.compile(r"(?<=[.?])\s+")}
)
_ASCII_WORD = re.compile(r"[\x20-\x7e]+")


def wording_faults(book: Book) -> list[Fault]:
    """Every fault of every sheet, with file and line: first those of reading the files."""
    found = [fault for key, sheet in book.sheets.items() for fault in _sheet_faults(book, key, sheet)]
    return sorted(
        {*book.faults, *found, *_base_faults(book), *_word_faults(book)},
        key=lambda fault: (fault.path, fault.line, fault.message),
    )


def text_faults(text: str, book: Book, language: Language) -> list[str]:
    """What is wrong with the words of a text, wherever it stands."""
    forbidden = book.words.forbidden[language]
    found = [f"{word!r} is not plain; say {forbidden[word]!r}" for word in forbidden if _holds(text, word)]
    if language == "ja":
        found += [f"{word!r} has no reading in readings.toml" for word in dict.fromkeys(unread(text, book.readings))]
    return found


def _holds(text: str, word: str) -> bool:
    """Whether the word stands in the text; one of Latin letters as a word of its own."""
    folded = text.casefold()
    if word not in folded or not _ASCII_WORD.fullmatch(word):
        return word in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folded) is not None


def _sheet_faults(book: Book, key: Key, sheet: Sheet) -> Iterator[Fault]:
    shelf, name, language = key
    other: Language = "en" if language == "ja" else "ja"
    if (shelf, name, other) not in book.sheets:
        yield Fault(sheet.path, 1, f"it has no twin in {other}")
    if language == "en" and sheet.settings:
        yield Fault(sheet.path, 1, "settings stand in the Japanese twin")
    if language == "ja":
        yield from _question_faults(sheet, book.sheets.get((shelf, name, other)))
    procedure = sheet.settings.get("対応", "log")
    if procedure != "log" and book.find(Shelf.PROCEDURE, procedure, language) is None:
        yield Fault(sheet.path, 1, f"there is no procedure {procedure!r}")
    if shelf is not Shelf.PROCEDURE:
        yield from (
            Fault(sheet.path, 1, f"it does not say {part.value!r}")
            for part in (Part.HAPPENED, Part.DETAILS)
            if (part, None) not in sheet.passages
        )
    yield from (Fault(sheet.path, 1, f"the title: {found}") for found in text_faults(sheet.title, book, language))
    yield from _passage_faults(book, sheet, language)


def _question_faults(sheet: Sheet, twin: Sheet | None) -> Iterator[Fault]:
    """What a yes means is said wherever something is asked, and nowhere else."""
    asks = _asks(sheet)
    if asks and meaning_in(sheet.settings) is None:
        known = "、".join(WRITTEN)
        yield Fault(sheet.path, 1, f"it asks something, and does not say what a yes means: {YES}: one of {known}")
    if not asks and YES in sheet.settings:
        yield Fault(sheet.path, 1, f"it says {YES!r}, and asks nothing")
    if twin and _asks(twin) is not asks:
        yield Fault(sheet.path, 1, "only one of the twins asks something")


def _asks(sheet: Sheet) -> bool:
    return any(part is Part.QUESTION for part, _ in sheet.passages)


def _passage_faults(book: Book, sheet: Sheet, language: Language) -> Iterator[Fault]:
    for (part, _), passage in sheet.passages.items():
        whole = _typical(" ".join(passage.lines), language)
        if part in _SHORT and len(whole) > LONGEST_PASSAGE[language]:
            message = f"{len(whole)} characters are too many for {part.value!r}; {LONGEST_PASSAGE[language]} may be"
            yield Fault(sheet.path, passage.numbers[0], message)
        for number, line in zip(passage.numbers, passage.lines, strict=True):
            for message in _line_faults(book, part, line, language):
                yield Fault(sheet.path, number, message)


def _line_faults(book: Book, part: Part, line: str, language: Language) -> Iterator[str]:
    yield from text_faults(line, book, language)
    for name in PLACEHOLDER.findall(line):
        if name not in PLACEHOLDERS:
            yield f"{{{name}}} is no placeholder; known are {', '.join(PLACEHOLDERS)}"
    if re.search(r"[\[\]{}]", PLACEHOLDER.sub("", OPTIONAL.sub("", line))):
        yield "a bracket is open or closed alone; write {device}, or [ … ] around what may be left out"
    check = _check_faults if part is Part.CHECKLIST else _sentence_faults
    yield from dict.fromkeys(
        message for text in (_typical(line, language), _bare(line, language)) for message in check(text, language)
    )


def _check_faults(line: str, language: Language) -> Iterator[str]:
    if line.strip() == "-":
        return  # all of it may be left out
    if not line.startswith("- "):
        yield "a line of a checklist begins with `- `"
    if len(line) > LONGEST_CHECK[language]:
        yield f"{len(line)} characters are too many for a line of a checklist; {LONGEST_CHECK[language]} may be"
    if language == "ja" and re.search(r"(です|ます|ください|。)$", line):
        yield "a line of a checklist is short: 〜を確かめる, without です・ます and 。"


def _sentence_faults(line: str, language: Language) -> Iterator[str]:
    for sentence in filter(None, _SENTENCES[language].split(line.strip())):
        if len(sentence) > LONGEST_SENTENCE[language]:
            yield f"{len(sentence)} characters are too many for a sentence; {LONGEST_SENTENCE[language]} may be: {sentence!r}"
        if not sentence.endswith(("。", "？") if language == "ja" else (".", "?")):
            yield f"a sentence has no end: {sentence!r}"
        elif language == "ja" and not _POLITE.fullmatch(sentence[:-1]):
            yield f"a sentence does not end in です or ます: {sentence!r}"


def _typical(text: str, language: Language) -> str:
    """The text as it is usually read, with everything known."""
    return filled(text, TYPICAL[language], {})


def _bare(text: str, language: Language) -> str:
    """The text as it is read when nothing is known."""
    return filled(OPTIONAL.sub(lambda found: found[2] or "", text), TYPICAL[language], {})


def _word_faults(book: Book) -> Iterator[Fault]:
    """What stands in for a missing value is read by owners too."""
    for language in LANGUAGES:
        for texts in (book.words.missing[language], book.words.devices[language]):
            for text in texts.values():
                yield from (Fault(WORDS, 1, f"{text!r}: {found}") for found in text_faults(text, book, language))


def _base_faults(book: Book) -> Iterator[Fault]:
    """The base leaves nothing unsaid, in no colour."""
    for language in LANGUAGES:
        sheet = book.find(Shelf.PROCEDURE, "base", language)
        for part in Part:
            said = {colour for colour in Colour if sheet and sheet.says(part, colour)}
            for colour in Colour:
                needed = part not in (Part.HAPPENED, Part.DETAILS) and (
                    part is not Part.STOPPED or colour is Colour.GREEN
                )
                if needed and colour not in said:
                    path = sheet.path if sheet else WORDS
                    yield Fault(path, 1, f"it says nothing of {part.value!r} in {colour.value}")
