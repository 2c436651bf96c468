"""The words around a story, in both languages, for a terminal and for a page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language
from otasuke.demo.matters import Matter, Told
from otasuke.findings.traces import TraceKind
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
    later: str
    nothing: str
    repeated: str
    picture: str
    legend: str
    log: str
    lane_happened: str
    lane_messages: str
    lead: str
    call: str
    call_me: str
    no_login: str
    page_note: str
    page_foot: str
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
    quiet="その前の15日は静かでした（急ぎの知らせは0通）。",
    timeline="起きたこと（◆）と、見つけたこと",
    owners="お客様に届く知らせ",
    desk="窓口に見えるもの",
    campaign="同じ攻撃が{count}社に来ています（{at}に分かりました）",
    delay="確かな証拠から最初の知らせまで{seconds}秒以内",
    first="最初の知らせ {first}",
    newer="最初の知らせ {first}（{colour}）、{newest} に更新",
    count="検知{count}件を、ひとつの事案に",
    later="このあと分かったこと",
    nothing="知らせはありません。ここにあるセンサーには、この出来事が見えないからです。",
    repeated="（{count}回、{last}まで）",
    picture="時の流れ",
    legend="丸の数字は起きたこと。八角は赤、三角は黄、丸は青、盾は緑。時刻は日本時間です。数字の意味は、下の一覧にあります。",
    log="一覧",
    lane_happened="起きたこと",
    lane_messages="お客様への知らせ",
    lead="この日の知らせは{count}通。確かな証拠から最初の知らせまで、{seconds}秒以内です。",
    call="06-0000-0119 に電話",
    call_me="電話ください",
    no_login="ログインはいりません。",
    page_note="デモ用の画面です。会社・人物・電話番号はすべて架空です。",
    page_foot="otasuke demo が作りました。記録はすべて、本物の機器が書く形のものです。",
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
    delay="first message within {seconds} s of certain evidence",
    first="first message {first}",
    newer="first message {first} ({colour}), updated {newest}",
    count="{count} detections in one incident",
    later="What we learnt since",
    nothing="Nobody is told anything: the sensors that are here do not see what happened.",
    repeated=" ({count} times, until {last})",
    picture="Timeline",
    legend="Numbers are what happened; octagon: red, triangle: yellow, circle: blue, shield: green. Times are those of Japan. The list below explains the numbers.",
    log="In words",
    lane_happened="What happened",
    lane_messages="Messages to owners",
    lead="On this day {count} messages went out, within {seconds} s of certain evidence.",
    call="Call 06-0000-0119",
    call_me="Please call me",
    no_login="No login is needed.",
    page_note="A demonstration: companies, people and telephone numbers are made up.",
    page_foot="Made by otasuke demo. All records are such as real devices write.",
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
    """Within how many whole seconds; at least one."""
    return str(max(1, math.ceil(span.total_seconds())))


def day_of(at: datetime, language: Language) -> str:
    """The day in Japan."""
    day = at.astimezone(JST)
    if language == "ja":
        return f"{day:%Y}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return f"{day:%a} {day.day} {day:%b %Y}"


def risen(matter: Matter) -> list[tuple[str, Colour]]:
    """When the matter got each of its colours; of those of one minute the gravest."""
    return list({minute(one.at): one.colour for one in matter.risen}.items())
