import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.given import our_book
from otasuke.advice.furigana import KANJI, Run, furigana, unread

READINGS = {
    "調べ": "しらべ",
    "お金": "おかね",
    "金": "きん",
    "今日中": "きょうじゅう",
    "今日": "きょう",
    "開い": "ひらい",
}


def test_kana_at_the_ends_get_no_reading() -> None:
    assert furigana("お金を調べます。", READINGS) == (
        Run("お"),
        Run("金", "かね"),
        Run("を"),
        Run("調", "しら"),
        Run("べます。"),
    )


def test_the_longest_word_wins() -> None:
    assert furigana("今日中に", READINGS)[0] == Run("今日中", "きょうじゅう")


def test_kanji_without_a_reading_are_named() -> None:
    assert list(unread("経理の調べ", READINGS)) == ["経理の"]


@given(st.text(alphabet="お金を調べる今日中開い経理ab", max_size=30))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(run.text for run in furigana(text, READINGS)) == text


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("11月24日（火）9:42のことです。", "11がつ24にち（か）9:42のことです。"),
        ("入口が開いたままです。", "いりぐちがあいたままです。"),
        ("ファイルを開いた方", "ファイルをひらいたかた"),
        ("何もしなくて大丈夫です。", "なにもしなくてだいじょうぶです。"),
        ("今日中に教えてください。", "きょうじゅうにおしえてください。"),
        ("一つの所から、二つの機器へ", "ひとつのところから、ふたつのききへ"),
    ],
)
def test_our_readings_are_those_that_people_say(text: str, spoken: str) -> None:
    runs = furigana(text, our_book().readings)

    assert "".join(run.reading or run.text for run in runs) == spoken


def test_every_reading_is_hiragana_and_every_word_has_kanji() -> None:
    for word, reading in our_book().readings.items():
        assert KANJI.search(word), word
        assert all("ぁ" <= letter <= "ん" or letter in "（）ーネット" for letter in reading), (word, reading)
