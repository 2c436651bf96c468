"""What texts and calls say."""

from __future__ import annotations

from dataclasses import replace

from notify_cast import WORDS, outgoing
from otasuke.web.notify.channels.spoken import shortened, speech_of, text_of
from otasuke.web.notify.words import Words


def test_a_text_has_three_lines_and_the_link_and_says_who_writes() -> None:
    assert text_of(outgoing()).splitlines() == [
        "【なにわ見守り舎】経理のパソコンが、知らない相手と話しています。",
        "ほかのパソコンは使えます。",
        "経理のパソコンの線を抜いてください。",
        "https://otasuke.example/m/abc",
    ]


def test_a_drill_says_so_first_in_both_languages() -> None:
    assert text_of(outgoing(is_drill=True)).startswith("【訓練】【なにわ")
    assert text_of(outgoing(is_drill=True, language="en", words=WORDS["en"])).startswith(
        "[Drill] [なにわ見守り舎] The PC"
    )
    assert "これは訓練です。" in speech_of(outgoing(is_drill=True))
    assert "This is a drill." in speech_of(outgoing(is_drill=True, language="en", words=WORDS["en"]))


def test_no_line_is_longer_than_a_screen_and_none_is_two() -> None:
    long = replace(WORDS["ja"], happened="長い\n" * 500)

    assert len(text_of(outgoing(words=long)).splitlines()) == 4
    assert len(text_of(outgoing(words=long))) < 400
    assert len(speech_of(outgoing(words=long))) == 500
    assert shortened("a  b", 3) == "a b"


def test_a_message_of_one_line_is_a_text_too() -> None:
    assert text_of(outgoing(words=Words("t", "終わりました。"), link="")) == "【なにわ見守り舎】終わりました。"


def test_a_call_says_who_calls_for_whom_what_happened_and_what_to_do() -> None:
    said = speech_of(outgoing(company="有限会社みのり坂木工"))

    assert said.startswith("なにわ見守り舎です。有限会社みのり坂木工さまへの、急ぎのお知らせです。")
    assert said.endswith("経理のパソコンの線を抜いてください。")
    assert speech_of(outgoing(language="en", words=WORDS["en"], company="Minori")).startswith(
        "This is なにわ見守り舎. An urgent message for Minori. The PC"
    )
