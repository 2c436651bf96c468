from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

from rich.cells import cell_len
from rich.console import Console

from otasuke.advice.advise import advise
from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.cli.advice import read_folder
from otasuke.cli.demo import CONTENT
from otasuke.cli.showing.matters import Teller, wrapped
from otasuke.demo.matters import Told, fold
from otasuke.demo.stories.members import METALWORKS
from otasuke.demo.stories.shelf import STORIES

NINE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # in Japan
BOOK = read_folder(str(CONTENT / "advice"))


def told(minute: int, colour: Colour, title: str = "title", seen: str = "dns: \x1b[31m" + "long." * 60) -> Told:
    at = NINE + timedelta(minutes=minute)
    level = "critical" if colour is Colour.RED else "high"
    happening = Happening(level=level, rule="eea951fc-395e-4356-a31f-f21a6d3e78d8", time=at, device="KEIRI-01")
    return Told(at, title, seen, happening, colour)


def shown(width: int, *all_told: Told) -> str:
    out = StringIO()
    teller = Teller("ja", Console(file=out, width=width, highlight=False))
    teller.begin(STORIES[1])
    teller.timeline(STORIES[1], [(METALWORKS, all_told)])
    for matter in fold(all_told):
        teller.message(METALWORKS, matter, advise(matter.leading.happening, BOOK))
    return out.getvalue()


def test_a_message_says_when_it_went_out_and_when_it_became_graver() -> None:
    out = shown(120, told(0, Colour.YELLOW), told(4, Colour.RED))

    assert "最初の知らせ 9:00（黄）、9:04 に更新" in out
    assert "2件の検知を、ひとつの知らせにまとめました" in out


def test_detections_of_one_rule_stand_in_one_row() -> None:
    out = shown(160, *(told(minute, Colour.YELLOW, seen="dns: a.example") for minute in range(5)))

    assert out.count("title") == 1
    assert "（5回、09:04:00まで）" in out


def test_nothing_is_wider_than_the_terminal_and_no_control_character_reaches_it() -> None:
    for width in (80, 120):
        out = shown(width, told(0, Colour.YELLOW), told(4, Colour.RED))

        assert max(cell_len(line) for line in out.splitlines()) <= width
        assert "\x1b" not in out


def test_japanese_breaks_at_the_width_and_never_before_a_full_stop() -> None:
    lines = wrapped("あいうえお、かきくけこ。「さしすせそ」たちつてと。", 12)

    assert "".join(lines) == "あいうえお、かきくけこ。「さしすせそ」たちつてと。"
    assert all(cell_len(line) <= 12 for line in lines)
    assert not any(line[0] in "、。」" for line in lines)
    assert not any(line[-1] == "「" for line in lines)


def test_words_and_numbers_stay_whole() -> None:
    assert wrapped("Please call 06-0000-0119 now", 16) == ["Please call", "06-0000-0119 now"]
    assert wrapped("お電話は06-0000-0119へ", 12) == ["お電話は", "06-0000-0119", "へ"]
