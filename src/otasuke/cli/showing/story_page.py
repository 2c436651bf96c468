"""A story as one page of HTML that needs nothing else: its picture, each owner's message on a phone, what the desk sees.

Everything in it that comes from logs goes through `_safe`. Attackers write logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template
from typing import IO

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language, Part, heading
from otasuke.cli.showing.level_shapes import CLASSES, badge_shape
from otasuke.cli.showing.matters import Row, device_words, in_order, rows_of
from otasuke.cli.showing.story_picture import draw_story
from otasuke.cli.showing.story_words import SHOWN_TRACES, StoryWords, clock, day_of, minute, risen, seconds
from otasuke.cli.showing.words import shortened, visible
from otasuke.demo.campaigns import Campaign
from otasuke.demo.stories.script import Beat
from otasuke.demo.telling import Message, Telling

_WIDE, _NARROW = 1040, 326
_MOST_BESIDE = 2
_UNBROKEN = re.compile(r"Wi-Fi|\d+月\d+日|（.）\d+:\d\d|\d+-\d+-\d+|\d+ [A-Z][a-z]{2}, \d+:\d\d")
_LONGEST_SEEN, _LONGEST_TITLE, _MOST_QUESTIONS = 160, 200, 8


def write_story_page(telling: Telling, language: Language, out: IO[str]) -> None:
    """Write the whole page, in one language."""
    folder = files("otasuke.cli") / "templates"
    words = StoryWords.of(language)
    style = "".join((folder / name).read_text("utf-8") for name in ("page.css", "story.css"))
    page = Template((folder / "story.html").read_text("utf-8"))
    out.write(
        page.substitute(
            lang=language,
            title=escape(telling.story.title[language]),
            style=style,
            skip=words.owners,
            brand="otasuke demo",
            unreal=words.page_note,
            body="\n".join(_Page(telling, language).body()),
            footer=words.page_foot,
        )
    )


def _safe(text: object, length: int = _LONGEST_TITLE) -> str:
    """Text from outside, harmless in HTML."""
    return escape(shortened(visible(str(text)), length))


def _whole(text: str) -> str:
    """The text, in which times, telephone numbers and Wi-Fi are not broken. text: already safe."""
    return _UNBROKEN.sub(r'<span class="nw">\g<0></span>', text)


class _Page:
    """The parts of a page in one language."""

    def __init__(self, telling: Telling, language: Language) -> None:
        self._telling = telling
        self._language: Language = language
        self._words = StoryWords.of(language)

    def body(self) -> Iterator[str]:
        yield from self._head()
        yield self._picture()
        yield f'<div class="{"beside" if len(self._telling.messages) <= _MOST_BESIDE else "below"}">{self._owners()}{self._log()}</div>'
        if self._telling.messages:
            yield self._desk()

    def _owners(self) -> str:
        phones = "".join(self._phone(one) for one in self._telling.messages) or f"<p>{self._words.nothing}</p>"
        return f'<section class="card" id="owners"><h2>{self._words.owners}</h2><div class="phones">{phones}</div></section>'

    def _head(self) -> Iterator[str]:
        story, words = self._telling.story, self._words
        yield f"<h1>{_safe(story.title[self._language])}</h1>"
        companies = words.comma.join(_safe(part.member.title(self._language)) for part in story.parts)
        day = day_of(story.parts[0].begin, self._language)
        yield f'<p class="lead">{day}{words.gap}{companies}</p>'
        fastest = [one.delay for one in self._telling.messages if one.delay is not None]
        said = [words.quiet] if self._telling.has_quiet_past else []
        if fastest:
            said.append(words.lead.format(count=len(self._telling.messages), seconds=seconds(max(fastest))))
        yield f'<p class="lead">{"".join(said) if self._language == "ja" else " ".join(said)}</p>'

    def _badge(self, colour: Colour, *, word: bool = False) -> str:
        name = self._words.colours[colour]
        more = (colour.word if self._language == "ja" else colour.english) if word else ""
        return f'<span class="level {CLASSES[colour]}">{badge_shape(colour)}{f"{name} {more}".strip()}</span>'

    def _picture(self) -> str:
        pictures = "".join(
            draw_story(self._telling, self._language, width=width, css=css)
            for width, css in ((_WIDE, "wide"), (_NARROW, "narrow"))
        )
        words = self._words
        return f'<section class="card"><h2>{words.picture}</h2>{pictures}<p class="meta">{words.legend}</p></section>'

    def _log(self) -> str:
        """What the picture shows, in words."""
        beats = self._telling.story.beats
        numbers = {id(beat): number for number, beat in enumerate(beats, 1)}
        items = "".join(
            self._beat(row, numbers[id(row)]) if isinstance(row, Beat) else self._found(row)
            for row in in_order(beats, rows_of(self._telling.played))
        )
        return f'<section class="card"><h2>{self._words.log}</h2><ol class="log">{items}</ol></section>'

    def _beat(self, beat: Beat, number: int) -> str:
        words = _safe(beat.words[self._language])
        return f'<li><time>{clock(beat.at)}</time><div class="happened"><span class="dot">{number}</span>{words}</div></li>'

    def _found(self, row: Row) -> str:
        first = row.told[0]
        where = _safe(
            device_words(row.member, first.device, self._language, several=len(self._telling.played) > 1), 120
        )
        seen = f"{_safe(first.seen, _LONGEST_SEEN)}{self._words.again(row.told)}"
        return (
            f'<li><time>{clock(first.at)}</time><div><div class="place">{self._badge(first.colour)}<span>{where}</span></div>'
            f'<div>{_safe(first.title)}</div><div class="seen">{seen}</div></div></li>'
        )

    def _phone(self, one: Message) -> str:
        """The message as the owner has it in their hand. It is a picture of it: nothing can be pressed."""
        words, colour = self._words, one.advice.colour
        top = f'<div class="top"><b>otasuke</b><span>{_safe(one.member.title(self._language))}</span></div>'
        times = f'<div class="times">{self._badge(colour, word=True)}<span class="nw">{words.message_times(one.matter)}</span></div>'
        title = f"<h3>{_safe(one.advice.title)}</h3>"
        lines = "".join(
            f"<div><dt>{heading(part, self._language)}</dt><dd>{_whole(_safe(text, 600))}</dd></div>"
            for part, text in zip((Part.HAPPENED, Part.WORK, Part.NOW), one.advice.lines, strict=True)
        )
        lines = f'<dl class="lines">{lines}</dl>{self._later(one)}'
        if colour is Colour.RED:
            call = f'<span class="key">{words.call}</span>'
            return f'<article class="phone">{top}<div class="hero">{times}{title}{call}</div>{lines}</article>'
        keys = ""
        if colour is Colour.YELLOW:
            keys = f'<span class="key plain">{words.call_me}</span><p class="note">{words.no_login}</p>'
        return f'<article class="phone">{top}{times}{title}{lines}{keys}</article>'

    def _later(self, one: Message) -> str:
        items = "".join(f"<li><span class=nw>{minute(at)}</span> {_safe(text)}</li>" for at, text in one.later)
        return f'<div class="later"><p class="meta">{self._words.later}</p><ul>{items}</ul></div>' if items else ""

    def _desk(self) -> str:
        asked: set[tuple[str, ...]] = set()
        incidents = ""
        for one in self._telling.messages:
            incidents += self._incident(one, is_new=one.advice.checklist not in asked)
            asked.add(one.advice.checklist)
        campaigns = "".join(self._campaign(one) for one in self._telling.campaigns)
        return f'<section class="card"><h2>{self._words.desk}</h2>{campaigns}{incidents}</section>'

    def _incident(self, one: Message, *, is_new: bool) -> str:
        """is_new: its questions did not stand above."""
        where = _safe(device_words(one.member, one.matter.device, self._language, several=True), 120)
        steps = "".join(
            f'<li><span class="nw">{at}</span>{self._badge(colour)}</li>' for at, colour in risen(one.matter)
        )
        delay = f"<p>{self._words.delay.format(seconds=seconds(one.delay))}</p>" if one.delay is not None else ""
        asked = one.advice.checklist[:_MOST_QUESTIONS] if is_new and one.matter.is_interrupting else ()
        questions = "".join(f"<li>{_safe(line)}</li>" for line in asked)
        return (
            f'<article class="incident"><h3>{self._badge(one.matter.colour, word=True)}<span>{where}</span></h3>'
            f'<p>{_safe(one.advice.title)}{self._words.gap}<span class="meta">{self._words.joined(one.matter)}</span></p>'
            f'<ol class="rise">{steps}</ol>{delay}<ul class="ask">{questions}</ul></article>'
        )

    def _campaign(self, campaign: Campaign) -> str:
        """The same attack at several companies. Only the desk sees it: it names customers."""
        words = self._words
        said = words.campaign.format(count=len(campaign.tenants), at=minute(campaign.known_at))
        traces = "".join(
            f"<dt>{words.traces[trace.kind]}</dt><dd>{_safe(trace.value)}</dd>"
            for trace in campaign.traces[:SHOWN_TRACES]
        )
        rows = "".join(self._hit(tenant) for tenant in campaign.tenants)
        return f'<article class="same"><h3>{said}</h3><dl>{traces}</dl><table>{rows}</table></article>'

    def _hit(self, tenant: str) -> str:
        messages = self._telling.messages_to(tenant)
        cells = "<br>".join(
            f"{self._badge(one.matter.colour)} {minute(one.matter.first.at)} "
            f"{_safe(device_words(one.member, one.matter.device, self._language, several=False))}"
            for one in messages
        )
        return (
            f"<tr><th scope=row>{_safe(self._telling.member(tenant).title(self._language))}</th><td>{cells}</td></tr>"
        )
