"""A story on a terminal: its timeline, and the message to each owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
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
_NEVER_FIRST = "、。，．」』）〉》】？！ーっゃゅょァィゥェォッャュョ・…"
_WIDEST, _LONGEST_SEEN = 120, 90
_WORDS = {
    "ja": {
        "time": "時刻",
        "device": "機器",
        "seen": "センサーが見たもの",
        "rule": "ルールが言ったこと",
        "first": "最初の知らせ {first}",
        "newer": "最初の知らせ {first}（{colour}）、{newest} に更新",
        "joined": "{count}件の検知を、ひとつの知らせにまとめました",
        "unreal": "この会社は実在しません",
        "quiet": "知らせるほどのことはありませんでした（青 {count}件は毎月の手紙に）",
    },
    "en": {
        "time": "Time",
        "device": "Device",
        "seen": "What the sensor saw",
        "rule": "What the rule said",
        "first": "first message {first}",
        "newer": "first message {first} ({colour}), updated {newest}",
        "joined": "{count} detections in one message",
        "unreal": "no such company exists",
        "quiet": "nothing worth a message (blue: {count}, for the monthly letter)",
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
        self.console.print(f"{said}  {companies} ({self._words['unreal']})\n", highlight=False)

    def timeline(self, story: Shown, played: Sequence[tuple[Member, Sequence[Told]]]) -> None:
        """What happened, and what was found of it, in the order of time (JST)."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        table.add_column(self._words["time"], no_wrap=True)
        table.add_column(self._words["device"], ratio=2, overflow="fold")
        table.add_column(self._words["seen"], ratio=4, overflow="fold")
        table.add_column(self._words["rule"], ratio=4, overflow="fold")
        several = len(played) > 1
        for row in _in_order(story.beats, _rows(played)):
            if isinstance(row, Beat):
                table.add_row(_clock(row.at), "", Text(f"◆ {row.words[self.language]}", style="italic"), "")
            else:
                self._add(table, row, several=several)
        self.console.print(table)
        self.console.print()

    def _add(self, table: Table, row: _Row, *, several: bool) -> None:
        first, last = row.told[0], row.told[-1]
        device = row.member.known_as(self.language).get(first.device, first.device)
        company = f"{row.member.title(self.language)}\n" if several else ""
        more = f" ×{len(row.told)} –{_clock(last.at)}" if len(row.told) > 1 else ""
        rule = Text.assemble((f" {first.colour.value} ", _STYLES[first.colour]), f" {visible(first.title)}")
        seen = shortened(visible(first.seen), _LONGEST_SEEN) + more
        table.add_row(_clock(first.at), Text(company + shortened(visible(device), 40)), Text(seen), rule)

    def message(self, member: Member, matter: Matter, advice: Advice) -> None:
        """What the owner reads: the level and the times, the title, the three lines."""
        word = advice.colour.word if self.language == "ja" else advice.colour.english
        self.console.print(
            Text.assemble(
                (f" {advice.colour.value} {word} ", _STYLES[advice.colour]), f"  {member.title(self.language)}  "
            ),
            Text(self._when(matter), style="dim"),
            sep="",
        )
        self.console.print(Text(advice.title, style="bold"))
        for part, text in zip((Part.HAPPENED, Part.WORK, Part.NOW), advice.lines, strict=True):
            self._paragraph(heading(part, self.language), text)
        self.console.print()

    def _when(self, matter: Matter) -> str:
        first, leading = matter.first, matter.leading
        times = {"first": _minute(first.at), "newest": _minute(leading.at), "colour": first.colour.value}
        said = self._words["newer" if first.colour is not leading.colour else "first"].format(**times)
        joined = self._words["joined"].format(count=len(matter.told))
        return f"{said}  {joined}" if len(matter.told) > 1 else said

    def _paragraph(self, title: str, text: str) -> None:
        self.console.print(Text(f"  {title}", style="dim"))
        for line in wrapped(text, min(self.console.width, _WIDEST) - 4):
            self.console.print(Text(f"    {line}"), no_wrap=True, overflow="ignore", crop=False)


def wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most so many columns. Japanese breaks anywhere but before a sign that begins no line."""
    line = ""
    for piece in _pieces(text):
        if line and cell_len(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line or not piece.isspace() else ""
    if line:
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a word with the space behind it, a Japanese sign with those that begin no line."""
    piece = ""
    for letter in text:
        stays = letter in _NEVER_FIRST or (piece and piece[-1] in "「『（《") or _in_word(piece[-1:], letter)
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
