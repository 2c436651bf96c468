"""Sentences of pure modules."""

from __future__ import annotations

from otasuke.web.ui.sentences import Sentence, _


def test_a_sentence_is_said_in_japanese_with_what_fills_it_in() -> None:
    assert str(_("名前を%(most)s文字までで書いてください。", most=100)) == "名前を100文字までで書いてください。"


def test_a_sentence_may_be_part_of_another() -> None:
    told = Sentence("%(what)s。%(to_do)s", (("what", Sentence("高い")), ("to_do", Sentence("下げる"))))

    assert str(told) == "高い。下げる"


def test_what_is_filled_in_is_no_pattern() -> None:
    assert str(Sentence("ドメインではありません: %(texts)s", (("texts", "%(x)s 100%"),))).endswith("%(x)s 100%")
