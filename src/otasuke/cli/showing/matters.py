"""A story on a terminal: its timeline, and the message to each owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from otasuke.advice.advise import Advice
from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language, Part, heading
from otasuke.cli.showing.words import shortened, visible
from otasuke.demo.matters import Matter, Told
from otasuke.demo.stories.script import Beat, Member, Shown
from otasuke.simulating.calendar import JST

_STYLES = {
    Colour.RED: "bold white on red",
    Colour.YELLOW: "bold black on yellow",
    Colour.BLUE: "bold white on blue",
    Colour.GREEN: "bold black on green",
}
_NEVER_FIRST = "、。，．」』）〉》】？！＠ーっゃゅょァィゥェォッャュョ・…"
_WIDEST, _LONGEST_SEEN, _INDENT = 120, 90, 15
_WORDS = {
    "ja": {
        "again": "（{count}回、{last}まで）",
        "first": "最初の知らせ {first}",
        "newer": "最初の知らせ {first}（{colour}）、{newest} に更新",
        "joined": "{count}件の検知を、ひとつの知らせにまとめました",
        "unreal": "（実在しません）",
    },
    "en": {
        "again": " ({count} times, until {last})",
        "first": "first message {first}",
        "newer": "first message {first} ({colour}), updated {newest}",
        "joined": "{count} detections in one message",
        "unreal": " (made up)",
    },
}


@dataclass(slots=True)
class _Row:
    """Detections of one rule about one device that came one after the other."""

    member: Member
    told: list[Told]


@dataclass(slots=True)
class Teller:
    """Prints in one language."""

    language: Language
    console: Console = field(default_factory=lambda: Console(highlight=False))

    @property
    def _width(self) -> int:
        return min(self.console.width, _WIDEST)

    def _print(self, text: Text) -> None:
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)

    @property
    def _words(self) -> dict[str, str]:
        return _WORDS[self.language]

    def begin(self, story: Shown) -> None:
        """The title and the day."""
        day = story.parts[0].begin
        said = (
            f"{day:%Y}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
            if self.language == "ja"
            else f"{day:%a} {day.day} {day:%b %Y}"
        )
        self.console.print(Text(f"{story.number}  {story.title[self.language]}", style="bold"))
        names = "、" if self.language == "ja" else ", "
        companies = names.join(part.member.title(self.language) for part in story.parts)
        self._line("", Text(), f"{said}  {companies}{self._words['unreal']}")
        self.console.print()

    def timeline(self, story: Shown, played: Sequence[tuple[Member, Sequence[Told]]]) -> None:
        """What happened, and what was found of it, in the order of time (JST)."""
        several = len(played) > 1
        for row in _in_order(story.beats, _rows(played)):
            if isinstance(row, Beat):
                self._line(f"{_clock(row.at)}  ", Text("◆ "), row.words[self.language], style="italic")
            else:
                self._row(row, several=several)
        self.console.print()

    def _row(self, row: _Row, *, several: bool) -> None:
        """When, how grave, about which device, what the rule said; below it what the sensor saw."""
        first, last = row.told[0], row.told[-1]
        device = shortened(visible(row.member.known_as(self.language).get(first.device, first.device)), 40)
        where = f"{row.member.title(self.language)} {device}" if several else device
        mark = Text.assemble((f" {first.colour.value} ", _STYLES[first.colour]), " ")
        self._line(f"{_clock(first.at)}  ", mark, f"{where}  {visible(first.title)}")
        more = self._words["again"].format(count=len(row.told), last=_clock(last.at)) if len(row.told) > 1 else ""
        self._line("", Text(" " * _INDENT), shortened(visible(first.seen), _LONGEST_SEEN) + more, style="dim")

    def _line(self, time: str, mark: Text, words: str, *, style: str = "") -> None:
        """Words behind a time and a mark; further lines stand below the first word."""
        indent = cell_len(time) + mark.cell_len
        first, *others = wrapped(words, self._width - indent) or [""]
        self._print(Text.assemble(time, mark, (first, style)))
        for line in others:
            self._print(Text.assemble(" " * indent, (line, style)))

    def message(self, member: Member, matter: Matter, advice: Advice) -> None:
        """What the owner reads: the level and the times, the title, the three lines."""
        word = advice.colour.word if self.language == "ja" else advice.colour.english
        mark = Text.assemble((f" {advice.colour.value} {word} ", _STYLES[advice.colour]), "  ")
        self._line("", mark, f"{member.title(self.language)}  {self._when(matter)}")
        if len(matter.told) > 1:
            self._line("", Text(), self._words["joined"].format(count=len(matter.told)), style="dim")
        self.console.print(Text(advice.title, style="bold"))
        for part, text in zip((Part.HAPPENED, Part.WORK, Part.NOW), advice.lines, strict=True):
            self._paragraph(heading(part, self.language), text)
        self.console.print()

    def _when(self, matter: Matter) -> str:
        first, leading = matter.first, matter.leading
        times = {"first": _minute(first.at), "newest": _minute(leading.at), "colour": first.colour.value}
        return self._words["newer" if first.colour is not leading.colour else "first"].format(**times)

    def _paragraph(self, title: str, text: str) -> None:
        self.console.print(Text(f"  {title}", style="dim"))
        self._line("", Text("    "), text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns. Japanese breaks anywhere but before a sign that begins no line."""
    lines, line = [], ""
    for piece in (part for whole in _pieces(text) for part in chop_cells(whole, width)):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line else lines


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a word with the space behind it, a Japanese sign with those that begin no line."""
    piece = ""
    for letter in text:
        stays = letter in _NEVER_FIRST or (piece and piece[-1] in "「『（《＠") or _in_word(piece[-1:], letter)
        if piece and not stays:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _in_word(before: str, letter: str) -> bool:
    return before.isascii() and letter.isascii() and before not in ("", " ")


def _rows(played: Sequence[tuple[Member, Sequence[Told]]]) -> list[_Row]:
    """The detections; those of one rule about one device stand in one row, where the first stands."""
    rows: dict[tuple[str, str, str], _Row] = {}
    for member, told in played:
        for one in sorted(told, key=lambda one: one.at):
            key = (member.company.tenant, one.device, one.title)
            rows.setdefault(key, _Row(member, [])).told.append(one)
    return list(rows.values())


def _in_order(beats: Sequence[Beat], rows: Sequence[_Row]) -> list[Beat | _Row]:
    return sorted([*beats, *rows], key=lambda one: one.at if isinstance(one, Beat) else one.told[0].at)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(JST):%H:%M:%S}"


def _minute(at: datetime) -> str:
    local = at.astimezone(JST)
    return f"{local.hour}:{local.minute:02}"
