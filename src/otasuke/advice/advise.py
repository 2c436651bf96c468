"""助言: the three lines for the owner, and what the desk needs beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from otasuke.advice.book import Book, Shelf
from otasuke.advice.choose import Choice, choose, log_source
from otasuke.advice.colour import Colour, colour_of
from otasuke.advice.fill import PLACEHOLDER, device_word, filled, known_values, tells_nothing
from otasuke.advice.happening import Happening
from otasuke.advice.meaning import Meaning, meaning_in
from otasuke.advice.sheet import Language, Part, Passage, Sheet

_BEGINNING = re.compile(r"(?:^|(?<=[.?] ))[a-z]")
_FACTS = (Part.TIME, Part.PERSON, Part.COUNTERPART)
BY_LOG = "log"
"""A procedure of this name is that of the kind of log: unplugging a cable helps no cloud."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom the customer calls; "" where it is not known here."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said about one happening, in one language.

    happened, work, now  何が起きたか／仕事は続けてよいか／いま何をするか.
    question, yes        what the customer is asked; "" if nothing; what a yes means.
    shelf, key           what the words were written for.
    """

    language: Language
    colour: Colour
    title: str
    happened: str
    work: str
    now: str
    question: str
    yes: Meaning
    details: str
    we: str
    call: str
    checklist: tuple[str, ...]
    shelf: Shelf
    key: str

    @property
    def lines(self) -> tuple[str, str, str]:
        """The three lines."""
        return self.happened, self.work, self.now


def advise(happening: Happening, book: Book, *, language: Language = "ja", desk: Desk = Desk()) -> Advice:
    """What to say about this happening. Never fails, whatever its values are."""
    choice = choose(happening, book, language)
    settings = settings_of(choice, book)
    colour = colour_of(happening.level, blocked=happening.blocked, inside=settings.get("止めても") == "黄")
    return _Speaker(happening, book, language, desk, colour, choice).speak()


def settings_of(choice: Choice, book: Book) -> Mapping[str, str]:
    """The settings of a sheet; they stand in the Japanese twin."""
    twin = book.find(choice.shelf, choice.key, "ja")
    return twin.settings if twin else {}


class _Speaker:
    """Puts together what the sheet, its procedure and the base say."""

    def __init__(
        self, happening: Happening, book: Book, language: Language, desk: Desk, colour: Colour, choice: Choice
    ) -> None:
        self._language: Language = language
        self._colour = colour
        self._choice = choice
        self._yes = meaning_of(happening, book, choice=choice, colour=colour)
        self._sheets = (choice.sheet, *procedures_of(happening, book, language, choice=choice))
        of_desk = {name: text for name, text in (("desk", desk.name), ("phone", desk.phone)) if text}
        self._desk_values = known_values(happening, language) | of_desk
        unknown = {name for name in ("counterpart", "device") if _is_number(happening, name)}
        self._values = {name: text for name, text in self._desk_values.items() if name not in unknown}
        device = device_word(happening, book.words, language)
        self._missing = {**book.words.missing[language], "device": device}

    def speak(self) -> Advice:
        question = self._say(Part.QUESTION)
        self._missing["question"] = question
        return Advice(
            language=self._language,
            colour=self._colour,
            title=self._choice.sheet.title,
            happened=self._happened(),
            work=self._say(Part.WORK),
            now=self._say(Part.NOW),
            question=question,
            yes=self._yes,
            details=self._say(Part.DETAILS),
            we=self._we(),
            call=self._say(Part.CALL),
            checklist=self._checklist(),
            shelf=self._choice.shelf,
            key=self._choice.key,
        )

    def _happened(self) -> str:
        """What the sheet says, then what is known and was not said yet, each as a sentence of its own."""
        passage = self._passage(Part.HAPPENED)
        raw = " ".join(passage.lines) if passage else ""
        said = set(PLACEHOLDER.findall(raw))
        facts = [part for part in _FACTS if part.name.lower() not in said and part.name.lower() in self._values]
        parts = [self._say(part) for part in (Part.HAPPENED, *facts)]
        if self._colour is Colour.GREEN:
            parts.append(self._say(Part.STOPPED))
        return self._joined(parts)

    def _we(self) -> str:
        """What we do about this, then what we always do."""
        passages = [sheet.says(Part.WE, self._colour) for sheet in (self._sheets[0], self._sheets[-1])]
        parts = dict.fromkeys(self._joined(passage.lines) for passage in passages if passage)
        return self._filled(self._joined(list(parts)))

    def _checklist(self) -> tuple[str, ...]:
        """Every sheet adds its own: what this needs first, then what all of its kind need."""
        found = [sheet.says(Part.CHECKLIST, self._colour) for sheet in self._sheets]
        lines = [line.removeprefix("- ") for passage in found if passage for line in passage.lines]
        texts = (filled(line, self._desk_values, self._missing) for line in lines)
        return tuple(dict.fromkeys(text for text in texts if text))

    def _say(self, part: Part) -> str:
        passage = self._passage(part)
        return self._filled(self._joined(passage.lines)) if passage else ""

    def _filled(self, text: str) -> str:
        """The text with its values; a word that stands in for one begins a sentence with a capital letter."""
        said = filled(text, self._values, self._missing)
        return said if self._language == "ja" else _BEGINNING.sub(lambda found: found[0].upper(), said)

    def _passage(self, part: Part) -> Passage | None:
        return next((found for sheet in self._sheets if (found := sheet.says(part, self._colour))), None)

    def _joined(self, parts: Sequence[str]) -> str:
        return ("" if self._language == "ja" else " ").join(part for part in parts if part)


def _is_number(happening: Happening, name: str) -> bool:
    """Whether all that an owner would read is a number."""
    raw = getattr(happening, name)
    return tells_nothing(raw) and raw not in happening.known_as


def meaning_of(happening: Happening, book: Book, *, choice: Choice, colour: Colour) -> Meaning:
    """What a yes means, by the sheet that asks; nobody is called or calmed by one that does not say it."""
    twin = book.find(choice.shelf, choice.key, "ja") or choice.sheet
    sheets = (twin, *procedures_of(happening, book, "ja", choice=choice))
    asking = next((sheet for sheet in sheets if sheet.says(Part.QUESTION, colour)), None)
    return (meaning_in(asking.settings) if asking else None) or Meaning.EITHER


def procedures_of(happening: Happening, book: Book, language: Language, *, choice: Choice) -> list[Sheet]:
    """The sheets that say what the chosen one does not: its procedure, and the base."""
    name = settings_of(choice, book).get("対応", BY_LOG)
    if name == BY_LOG:
        name = settings_of(log_source(happening.log, book, "ja"), book).get("対応", "base")
    found = [book.find(Shelf.PROCEDURE, key, language) for key in dict.fromkeys((name, "base"))]
    return [sheet for sheet in found if sheet]
