"""Names, with their kana for those who want them."""

from __future__ import annotations

import pytest

from otasuke.web.ui.templatetags.names import named


@pytest.mark.parametrize(
    ("name", "kana", "shown"),
    [
        ("稲森 修", "イナモリ オサム", "稲森=いなもり|修=おさむ"),
        ("稲森 修", "イナモリオサム", "稲森 修=いなもりおさむ"),
        ("有限会社みのり坂木工", "ミノリザカモッコウ", "有限会社=ゆうげんがいしゃ|坂木工=ざかもっこう"),
        ("鈴木 株式会社", "スズキ", "鈴木 =すずき|株式会社=かぶしきがいしゃ"),
    ],
)
def test_a_name_brings_its_kana(name: str, kana: str, shown: str) -> None:
    assert named(name, kana) == f'<bdi translate="no" data-kana="{shown}">{name}</bdi>'


@pytest.mark.parametrize(("name", "kana"), [("こばと", "コバト"), ("稲森", ""), ("", ""), ("", "コバト")])
def test_a_name_without_kanji_or_kana_is_shown_as_it_is(name: str, kana: str) -> None:
    assert named(name, kana) == f'<bdi translate="no">{name}</bdi>'


def test_names_bring_no_markup() -> None:
    assert "<b>" not in named("<b>木</b>", '"><i>')
    assert "<i>" not in named("<b>木</b>", '"><i>')
