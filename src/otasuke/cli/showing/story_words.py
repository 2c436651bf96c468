"""The words around a story, in both languages, for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language
from otasuke.demo.matters import Matter, Told
from otasuke.demo.traces import TraceKind
from otasuke.simulating.calendar import JST

SHOWN_TRACES = 6


@dataclass(frozen=True, slots=True)
class StoryWords:
    """What stands around a story. Those with braces are filled in."""

    story: str
    comma: str
    between: str
    gap: str
    unreal: str
    quiet: str
    timeline: str
    owners: str
    desk: str
    campaign: str
    delay: str
    first: str
    newer: str
    count: str
    repeated: str
    colours: Mapping[Colour, str]
    traces: Mapping[TraceKind, str]

    @staticmethod
    def of(language: Language) -> StoryWords:
        """Those of this language."""
        return _JAPANESE if language == "ja" else _ENGLISH

    def again(self, told: Sequence[Told]) -> str:
        """How often, and until when; "" for once."""
        return self.repeated.format(count=len(told), last=clock(told[-1].at)) if len(told) > 1 else ""

    def message_times(self, matter: Matter) -> str:
        """When the message went out, and when it became graver."""
        first, newest = minute(matter.first.at), minute(matter.leading.at)
        is_newer = newest != first and matter.first.colour is not matter.leading.colour
        said = self.newer if is_newer else self.first
        return said.format(first=first, newest=newest, colour=self.colours[matter.first.colour])

    def joined(self, matter: Matter) -> str:
        """How many detections are in the one message."""
        return self.count.format(count=len(matter.told))


_JAPANESE = StoryWords(
    story="物語{number}　",
    comma="、",
    between="・",
    gap="　",
    unreal="（実在しません）",
    quiet="その前の15日は静かでした。急ぎの知らせは1通もありません。",
    timeline="起きたこと（◆）と、見つけたこと",
    owners="お客様に届く知らせ",
    desk="窓口に見えるもの",
    campaign="同じ攻撃が{count}社に来ています（{at}に分かりました）",
    delay="確かな証拠から最初の知らせまで{seconds}秒",
    first="最初の知らせ {first}",
    newer="最初の知らせ {first}（{colour}）、{newest} に更新",
    count="検知{count}件を、ひとつの事案に",
    repeated="（{count}回、{last}まで）",
    colours={colour: colour.value for colour in Colour},
    traces={
        TraceKind.SENDER: "差出人",
        TraceKind.HASH: "指紋",
        TraceKind.URL: "ページ",
        TraceKind.HOST: "相手の名前",
        TraceKind.ADDRESS: "相手の番号",
        TraceKind.FILE: "ファイル",
        TraceKind.SUBJECT: "件名",
    },
)
_ENGLISH = StoryWords(
    story="Story {number}: ",
    comma=", ",
    between=" · ",
    gap="  ",
    unreal=" (made up)",
    quiet="The 15 days before were quiet: nobody was interrupted.",
    timeline="What happened (◆), and what was found",
    owners="What the owners read",
    desk="What the desk sees",
    campaign="The same attack at {count} companies (known at {at})",
    delay="{seconds} s from certain evidence to the first message",
    first="first message {first}",
    newer="first message {first} ({colour}), updated {newest}",
    count="{count} detections in one incident",
    repeated=" ({count} times, until {last})",
    colours={Colour.RED: "red", Colour.YELLOW: "yellow", Colour.BLUE: "blue", Colour.GREEN: "green"},
    traces={
        TraceKind.SENDER: "sender",
        TraceKind.HASH: "hash",
        TraceKind.URL: "page",
        TraceKind.HOST: "server",
        TraceKind.ADDRESS: "address",
        TraceKind.FILE: "file",
        TraceKind.SUBJECT: "subject",
    },
)


def clock(at: datetime) -> str:
    """With seconds, in Japan."""
    return f"{at.astimezone(JST):%H:%M:%S}"


def minute(at: datetime) -> str:
    """As people say it, in Japan."""
    local = at.astimezone(JST)
    return f"{local.hour}:{local.minute:02}"


def seconds(span: timedelta) -> str:
    """Whole seconds; none is less than nothing."""
    return str(max(0, round(span.total_seconds())))


def day_of(at: datetime, language: Language) -> str:
    """The day in Japan."""
    day = at.astimezone(JST)
    if language == "ja":
        return f"{day:%Y}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return f"{day:%a} {day.day} {day:%b %Y}"


def risen(matter: Matter) -> list[tuple[str, Colour]]:
    """When the matter got each of its colours."""
    return [(minute(one.at), one.colour) for one in matter.risen]
