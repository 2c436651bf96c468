"""Words of the advice, cut to what a page has room for."""

from __future__ import annotations

import pytest

from otasuke.web.alerts.book import book
from otasuke.web.portal.saying import finished, pulls_cable, sentences, unasked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("線を抜いてください。電話してください。", ["線を抜いてください。", "電話してください。"]),
        ("どちらが本人ですか。", ["どちらが本人ですか。"]),
        ("Pull it. Call 06-0000-0119.", ["Pull it.", "Call 06-0000-0119."]),
        ("", []),
    ],
)
def test_a_text_is_parted_into_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_a_title_is_a_sentence_with_an_end() -> None:
    assert finished("にせのメールが届きました") == "にせのメールが届きました。"
    assert finished("A fake mail came") == "A fake mail came."
    assert finished("どちらですか。") == "どちらですか。"


def test_yes_stands_only_where_something_was_asked() -> None:
    assert unasked("はい。続けられます。開かないでください。") == "続けられます。開かないでください。"
    assert unasked("Yes. Please go on.") == "Please go on."
    assert unasked("使わないでください。") == "使わないでください。"
    assert unasked("はい。") == "はい。"


def test_only_who_is_told_to_pull_a_cable_at_once_is_shown_how() -> None:
    assert pulls_cable("経理のパソコンの線を抜いてください。電源は切らず、お電話ください。")
    assert not pulls_cable("サーバーの線を抜いてよいか、06-0000-0119へお電話ください。")
    assert not pulls_cable("いますぐお電話ください。どのパソコンの線を抜くかをお伝えします。")
    assert not pulls_cable("")


def test_every_advice_that_begins_with_a_cable_is_noticed() -> None:
    begins = [
        line
        for (_shelf, _name, language), sheet in book().sheets.items()
        for (part, _colour), passage in sheet.passages.items()
        for line in passage.lines
        if language == "ja" and part.value == "いま何をするか" and "線を抜いてください" in line.split("。")[0]
    ]

    assert begins
    assert all(pulls_cable(line.strip("[]").split("|")[0]) for line in begins)
