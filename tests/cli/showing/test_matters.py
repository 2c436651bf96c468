from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from rich.cells import cell_len
from rich.console import Console

from otasuke.advice.advise import advise
from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT
from otasuke.cli.showing.matters import Teller
from otasuke.demo.campaigns import Campaign, Hit
from otasuke.demo.matters import Told, fold
from otasuke.demo.stories.members import METALWORKS
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.telling import Message, Played, Telling, delay_of
from otasuke.findings.traces import Trace, TraceKind

NINE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in Japan
_RISING = (Colour.BLUE, Colour.YELLOW, Colour.RED)
BOOK = read_folder(str(CONTENT / "advice"))


def told(minute: int, colour: Colour, title: str = "title", seen: str = "dns: \x1b[31m" + "long." * 60) -> Told:
    at = NINE + timedelta(minutes=minute)
    level = "critical" if colour is Colour.RED else "high"
    happening = Happening(level=level, rule="eea951fc-395e-4356-a31f-f21a6d3e78d8", time=at, device="KEIRI-01")
    return Told(at, title, seen, happening, colour)


def telling(*all_told: Told, language: str = "ja", **more: Any) -> Telling:
    part = STORIES[1].parts[0]
    messages = [
        Message(METALWORKS, matter, advise(matter.leading.happening, BOOK, language=language), delay_of(part, matter))  # type: ignore[arg-type]
        for matter in fold(all_told)
    ]
    return Telling(STORIES[1], [Played(part, all_told, 1)], messages, **{"campaigns": [], **more})


def shown(width: int, *all_told: Told, language: str = "ja", **more: Any) -> str:
    out = StringIO()
    teller = Teller(language, Console(file=out, width=width, highlight=False))  # type: ignore[arg-type]
    teller.show(telling(*all_told, language=language, **more))
    return out.getvalue()


def test_a_message_says_when_it_went_out_and_when_it_became_graver() -> None:
    out = shown(120, told(0, Colour.YELLOW), told(4, Colour.RED))

    assert "最初の知らせ 9:00（黄）、9:04 に更新" in out
    assert "検知2件を、ひとつの事案に" in out
    assert "9:00  黄  → 9:04  赤" in out


def test_a_message_that_became_graver_in_its_minute_has_one_time() -> None:
    assert "に更新" not in shown(120, told(0, Colour.YELLOW), replace(told(0, Colour.RED), events=0))


def test_in_english_the_colours_are_words() -> None:
    out = shown(120, told(0, Colour.YELLOW), told(4, Colour.RED), language="en")

    assert "first message 9:00 (yellow), updated 9:04" in out
    assert not set("赤黄青緑") & set(out)


def test_the_same_attack_at_several_companies_is_shown_with_what_they_have_in_common() -> None:
    found = told(0, Colour.YELLOW)
    (matter,) = fold([found])
    traces = (Trace(TraceKind.SENDER, "a@bad.example\x1b"),)
    campaign = Campaign((Hit("yatsude", matter), Hit("hanada", matter)), traces)
    one = telling(found, campaigns=[campaign])
    both = replace(one, played=[*one.played, Played(STORIES[4].parts[1], (), 1)])
    out = StringIO()
    Teller("ja", Console(file=out, width=80, highlight=False)).show(both)

    assert "同じ攻撃が2社に来ています（9:00に分かりました）" in out.getvalue()
    assert "差出人: a@bad.example\\x1b" in out.getvalue()
    assert "はなだ商事" in out.getvalue()


def test_detections_of_one_rule_stand_in_one_row() -> None:
    out = shown(160, *(told(minute, Colour.YELLOW, seen="dns: a.example") for minute in range(5)))

    assert out.count("title") == 1
    assert "（5回、09:04:00まで）" in out


def test_nothing_is_wider_than_the_terminal_and_no_control_character_reaches_it() -> None:
    for width, language in ((80, "ja"), (80, "en"), (120, "ja")):
        long = told(0, Colour.YELLOW, title="とても長い題名" * 20)
        truth = STORIES[1].parts[0].truths[0]
        at = truth.certain_at.astimezone(UTC)
        real = replace(
            told(0, Colour.YELLOW), at=at, happening=replace(told(0, Colour.YELLOW).happening, device=truth.device)
        )
        rising = [
            replace(real, at=at + timedelta(minutes=after), colour=colour) for after, colour in enumerate(_RISING)
        ]
        out = shown(width, told(0, Colour.YELLOW), long, told(4, Colour.RED), *rising, language=language)

        assert max(cell_len(line) for line in out.splitlines()) <= width
        assert "\x1b" not in out
