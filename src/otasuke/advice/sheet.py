"""助言シート: a file of words about one thing, such as a rule or a technique, as people write it.

    # タイトル
    対応: computer

    ## 何が起きたか
    {device}で、隠れた命令が動きました。

    ## いま何をするか（赤）
    …

Settings stand between the title and the first heading. A heading may name the colours that it is for. What a sheet does
not say is said by its procedure (対応の型), and what that does not say by the procedure `base`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from otasuke.advice.colour import Colour

Language: TypeAlias = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Part(StrEnum):
    """What a sheet may say, under the heading that people write."""

    HAPPENED = "何が起きたか"
    WORK = "仕事は続けてよいか"
    NOW = "いま何をするか"
    QUESTION = "たずねること"
    DETAILS = "くわしく"
    WE = "私たちがすること"
    CALL = "だれに電話するか"
    CHECKLIST = "窓口の確認"
    TIME = "時刻"
    PERSON = "利用者"
    COUNTERPART = "相手"
    STOPPED = "止めたとき"


_ENGLISH: Mapping[str, Part] = MappingProxyType(
    {
        "What happened": Part.HAPPENED,
        "May work go on": Part.WORK,
        "What to do now": Part.NOW,
        "What we ask": Part.QUESTION,
        "More about it": Part.DETAILS,
        "What we do": Part.WE,
        "Whom to call": Part.CALL,
        "Checklist of the desk": Part.CHECKLIST,
        "Time": Part.TIME,
        "Person": Part.PERSON,
        "Counterpart": Part.COUNTERPART,
        "When stopped": Part.STOPPED,
    }
)
HEADINGS: Mapping[str, Part] = MappingProxyType({**{part.value: part for part in Part}, **_ENGLISH})
SAME = "同じ"
"""A sheet that only says `同じ: KEY` has the words of another on its shelf."""
YES = "はいなら"
"""What a yes means to the question of the sheet (`meaning.py`)."""
SETTINGS = ("対応", "ゆずる", "止めても", YES, SAME)
_COLOURS = {**{colour.value: colour for colour in Colour}, **{colour.name.lower(): colour for colour in Colour}}
_HEADING = re.compile(r"##\s+(?P<name>[^（(]+?)\s*(?:[（(](?P<colours>[^）)]*)[）)])?\s*")


def heading(part: Part, language: Language) -> str:
    """What stands over this part."""
    return part.value if language == "ja" else next(name for name, of in _ENGLISH.items() if of is part)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of advice, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands under one heading: its lines, and their numbers in the file."""

    lines: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one file says.

    passages  by part and colour; None: for every colour that has none of its own.
    """

    path: str
    title: str
    settings: Mapping[str, str]
    passages: Mapping[tuple[Part, Colour | None], Passage]

    def says(self, part: Part, colour: Colour) -> Passage | None:
        """What it says about this, in this colour; None if it leaves that to others."""
        return self.passages.get((part, colour)) or self.passages.get((part, None))


def read_sheet(path: str, text: str) -> tuple[Sheet, list[Fault]]:
    """The sheet in a file's text, and what cannot be understood of it; that is left out."""
    reading = _Reading(path)
    for number, line in enumerate(text.splitlines(), 1):
        reading.take(number, line.strip())
    return reading.finish(), reading.faults


class _Reading:
    """A sheet on the way from lines to passages."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self._title = ""
        self._settings: dict[str, str] = {}
        self._passages: dict[tuple[Part, Colour | None], list[tuple[str, int]]] = {}
        self._begun: dict[tuple[Part, Colour | None], int] = {}
        self._open: list[tuple[Part, Colour | None]] | None = None

    def take(self, number: int, line: str) -> None:
        if line.startswith("## "):
            self._begin(number, line)
        elif line.startswith("# ") and not self._title:
            self._title = line[2:].strip()
        elif line and self._open is None:
            self._set(number, line)
        elif line:
            for key in self._open or ():
                self._passages[key].append((line, number))

    def finish(self) -> Sheet:
        if not self._title and SAME not in self._settings:
            self.faults.append(
                Fault(self.path, 1, "it has no title: a first line such as `# 知らない命令が動きました`")
            )
        for key, lines in self._passages.items():
            if not lines:
                self.faults.append(Fault(self.path, self._begun[key], f"nothing stands under {key[0].value!r}"))
        passages = {
            key: Passage(tuple(text for text, _ in lines), tuple(number for _, number in lines))
            for key, lines in self._passages.items()
            if lines
        }
        return Sheet(self.path, self._title, MappingProxyType(self._settings), MappingProxyType(passages))

    def _begin(self, number: int, line: str) -> None:
        found = _HEADING.fullmatch(line)
        part = HEADINGS.get(found["name"]) if found else None
        if found is None or part is None:
            self._open = []
            known = "、".join(part.value for part in Part)
            self.faults.append(Fault(self.path, number, f"the heading {line[3:]!r} is not known; known are {known}"))
            return
        self._open = [(part, colour) for colour in self._colours(number, found["colours"])]
        for key in self._open:
            if key in self._passages:
                self.faults.append(Fault(self.path, number, f"the heading {line[3:]!r} comes twice"))
            self._passages[key], self._begun[key] = [], number

    def _colours(self, number: int, text: str | None) -> list[Colour | None]:
        if not text:
            return [None]
        words = [word.strip().lower() for word in re.split(r"[・、,/]", text)]
        for word in words:
            if word not in _COLOURS:
                self.faults.append(
                    Fault(self.path, number, f"the colour {word!r} is not known; known are 赤、黄、青、緑")
                )
        return [_COLOURS[word] for word in words if word in _COLOURS]

    def _set(self, number: int, line: str) -> None:
        name, colon, value = line.replace("：", ":").partition(":")
        if not colon or name.strip() not in SETTINGS:
            known = "、".join(SETTINGS)
            self.faults.append(Fault(self.path, number, f"{line!r} is no setting; known are {known}"))
            return
        self._settings[name.strip()] = value.strip()
