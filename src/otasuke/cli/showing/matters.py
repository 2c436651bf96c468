"""A story on a terminal: its timeline, the message to each owner, and what the desk sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language, Part, heading
from otasuke.cli.showing.story_words import SHOWN_TRACES, StoryWords, clock, day_of, minute, risen, seconds
from otasuke.cli.showing.words import shortened, visible
from otasuke.cli.showing.wrapping import cut, wrapped
from otasuke.demo.campaigns import Campaign
from otasuke.demo.matters import Told
from otasuke.demo.stories.script import Beat, Member, Shown
from otasuke.demo.telling import Message, Played, Telling

_STYLES = {
    Colour.RED: "bold white on red",
    Colour.YELLOW: "bold black on yellow",
    Colour.BLUE: "bold white on blue",
    Colour.GREEN: "bold black on green",
}
_WIDEST, _LONGEST_TRACE, _LEAST_SEEN, _CLOCK = 100, 60, 30, 10
_MOST_QUESTIONS = 4


@dataclass(slots=True)
class Row:
    """Detections of one rule about one device, of which the first says when."""

    member: Member
    told: list[Told]


@dataclass(slots=True)
class Teller:
    """Prints in one language."""

    language: Language
    console: Console = field(default_factory=lambda: Console(highlight=False))

    @property
    def _words(self) -> StoryWords:
        return StoryWords.of(self.language)

    @property
    def _width(self) -> int:
        return min(self.console.width, _WIDEST)

    def show(self, telling: Telling) -> None:
        """All of it: what happened, what the owners read, what the desk sees."""
        self._begin(telling)
        self._heading(self._words.timeline)
        self._timeline(telling.story, telling.played)
        self._heading(self._words.owners)
        for one in telling.messages:
            self._message(one)
        if not telling.messages:
            self._line("", Text(), self._words.nothing)
            return
        self._heading(self._words.desk)
        asked: set[tuple[str, ...]] = set()
        for one in telling.messages:
            self._incident(one, is_new=one.advice.checklist not in asked)
            asked.add(one.advice.checklist)
        self.console.print()
        for campaign in telling.campaigns:
            self._campaign(campaign, telling)

    def _print(self, text: Text) -> None:
        self.console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def _line(self, time: str, mark: Text, words: str, *, style: str = "") -> None:
        """Words behind a time and a mark; further lines stand below the first word."""
        indent = cell_len(time) + mark.cell_len
        first, *others = wrapped(words, self._width - indent) or [""]
        self._print(Text.assemble(time, mark, (first, style)))
        for line in others:
            self._print(Text.assemble(" " * indent, (line, style)))

    def _begin(self, telling: Telling) -> None:
        """The title, the day, the companies, and how the days before were."""
        story = telling.story
        self._line(
            "", Text(), f"{self._words.story.format(number=story.number)}{story.title[self.language]}", style="bold"
        )
        companies = self._words.comma.join(part.member.title(self.language) for part in story.parts)
        day = day_of(story.parts[0].begin, self.language)
        self._line("", Text(), f"{day}{self._words.gap}{companies}{self._words.unreal}")
        if telling.has_quiet_past:
            self._line("", Text(), self._words.quiet, style="dim")
        self.console.print()

    def _heading(self, words: str) -> None:
        rule = "─" * max(0, self._width - cell_len(words) - 1)
        self._print(Text.assemble((words, "bold"), " ", (rule, "dim")))

    def _timeline(self, story: Shown, played: Sequence[Played]) -> None:
        """What happened, and what was found of it, in the order of time (JST)."""
        several = len(played) > 1
        for row in in_order(story.beats, rows_of(played)):
            if isinstance(row, Beat):
                self._line(
                    f"{clock(row.at)}  ",
                    Text(f"{'◆':^{self._indent - _CLOCK - 1}}"),
                    row.words[self.language],
                    style="bold",
                )
            else:
                self._row(row, several=several)
        self.console.print()

    def _row(self, row: Row, *, several: bool) -> None:
        """When, how grave, about which device, what the rule said; below it what the sensor saw."""
        first = row.told[0]
        where = device_words(row.member, first.device, self.language, several=several)
        self._line(
            f"{clock(first.at)}  ", Text.assemble(self._mark(first.colour), " "), f"{where}  {visible(first.title)}"
        )
        again = self._words.again(row.told)
        room = self._width - self._indent - cell_len(again)
        self._line("", Text(" " * self._indent), cut(visible(first.seen), max(room, _LEAST_SEEN)) + again, style="dim")

    def _mark(self, colour: Colour, words: str = "") -> Text:
        """The colour as a badge, all of them equally wide; with words behind it where it stands alone."""
        names = self._words.colours
        name = names[colour] if words else names[colour].center(max(map(len, names.values())))
        return Text(f" {name} {words} " if words else f" {name} ", _STYLES[colour])

    @property
    def _indent(self) -> int:
        """Of what stands below a detection."""
        return _CLOCK + self._mark(Colour.RED).cell_len + 1

    def _message(self, one: Message) -> None:
        """What the owner reads: the level and the times, the title, the three lines."""
        word = one.advice.colour.word if self.language == "ja" else one.advice.colour.english
        mark = Text.assemble(self._mark(one.advice.colour, word), "  ")
        when = self._words.message_times(one.matter)
        self._line("", mark, f"{one.member.title(self.language)}{self._words.gap}{when}")
        self._line("", Text("  "), one.advice.title, style="bold")
        for part, text in zip((Part.HAPPENED, Part.WORK, Part.NOW), one.advice.lines, strict=True):
            self._line("", Text("  "), heading(part, self.language), style="dim")
            self._line("", Text("    "), text)
        if one.later:
            self._line("", Text("  "), self._words.later, style="dim")
        for at, text in one.later:
            self._line("", Text(f"    {minute(at):>5}  "), text)
        self.console.print()

    def _incident(self, one: Message, *, is_new: bool) -> None:
        """The one incident that the desk has of it: how it rose, how soon somebody was told, what to ask.

        is_new  its questions did not stand above.
        """
        where = device_words(one.member, one.matter.device, self.language, several=True)
        self._line(
            "",
            Text.assemble(self._mark(one.matter.colour), " "),
            f"{where}{self._words.gap}{self._words.joined(one.matter)}",
        )
        rose = Text("    ")
        for number, (at, colour) in enumerate(risen(one.matter)):
            rose.append(" → " if number else "")
            rose.append_text(Text.assemble(at, " ", self._mark(colour)))
        delay = self._words.delay.format(seconds=seconds(one.delay)) if one.delay is not None else ""
        if rose.cell_len + 2 + cell_len(delay) <= self._width:
            rose.append(f"  {delay}", "dim")
            delay = ""
        self._print(rose)
        if delay:
            self._line("", Text("    "), delay, style="dim")
        for line in one.advice.checklist[:_MOST_QUESTIONS] if is_new and one.matter.is_interrupting else ():
            self._line("", Text("    □ "), line)

    def _campaign(self, campaign: Campaign, telling: Telling) -> None:
        """The same attack at several companies. Only the desk sees it: it names customers."""
        times = {"count": len(campaign.tenants), "at": minute(campaign.known_at)}
        self._line("", Text(), self._words.campaign.format(**times), style="bold")
        for trace in campaign.traces[:SHOWN_TRACES]:
            self._line(
                "", Text(f"  {self._words.traces[trace.kind]}: "), shortened(visible(trace.value), _LONGEST_TRACE)
            )
        widest = max(cell_len(telling.member(tenant).title(self.language)) for tenant in campaign.tenants)
        for tenant in campaign.tenants:
            name = telling.member(tenant).title(self.language)
            text = Text(f"  {name}{' ' * (widest - cell_len(name))}  ")
            for number, message in enumerate(telling.messages_to(tenant)):
                called = device_words(message.member, message.matter.device, self.language, several=False)
                text.append("  " if number else "")
                text.append_text(self._mark(message.matter.colour))
                text.append(f" {minute(message.matter.first.at)} {called}")
            self._print(text)
        self.console.print()


def device_words(member: Member, device: str, language: Language, *, several: bool) -> str:
    """What the company calls a device; with the company's name before it where there are several."""
    called = shortened(visible(member.known_as(language).get(device, device)), 40)
    return f"{member.title(language)}{StoryWords.of(language).between}{called}" if several else called


def rows_of(played: Sequence[Played]) -> list[Row]:
    """The detections; those of one rule and colour about one device are one row, where the first stands."""
    rows: dict[tuple[str, str, str, Colour], Row] = {}
    for part in played:
        for one in sorted(part.told, key=lambda one: one.at):
            key = (part.member.company.tenant, one.device, one.title, one.colour)
            rows.setdefault(key, Row(part.member, [])).told.append(one)
    return list(rows.values())


def in_order(beats: Sequence[Beat], rows: Sequence[Row]) -> list[Beat | Row]:
    """Both by time. What happened comes before what was seen of it in the same second."""
    return sorted([*beats, *rows], key=_time_of)


def _time_of(one: Beat | Row) -> tuple[datetime, bool]:
    at = one.at if isinstance(one, Beat) else one.told[0].at
    return at.replace(microsecond=0), isinstance(one, Row)
