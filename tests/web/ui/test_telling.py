"""Sentences in the reader's language."""

from __future__ import annotations

from django.utils.translation import override

from otasuke.web.ui.sentences import Sentence
from otasuke.web.ui.telling import told

SENTENCE = Sentence(
    "%(what)s（基準%(clause)s %(title)s）。%(to_do)s",
    (
        ("what", Sentence("月額が上限を%(over)s円超えています", (("over", "120"),))),
        ("clause", 7),
        ("title", Sentence("価格")),
        ("to_do", Sentence("%(limit)s円以下（税抜）にしてください。", (("limit", "24,000"),))),
    ),
)


def test_a_sentence_is_told_in_english_with_all_its_parts() -> None:
    with override("en"):
        said = told(SENTENCE)

    assert (
        said
        == "The monthly price is 120 yen above the ceiling (standard, clause 7: price). Make it 24,000 yen or less before tax."
    )


def test_in_japanese_it_is_as_it_was_written() -> None:
    with override("ja"):
        assert told(SENTENCE) == str(SENTENCE)


def test_a_text_is_left_as_it_is() -> None:
    assert told("100%") == "100%"
