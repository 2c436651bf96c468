from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.jp.writing import fold_width, is_katakana, katakana, search_key, without_form


def test_width_is_folded():
    assert fold_width("　ﾐﾉﾘｻﾞｶ　ＡＢ１２ ㈱") == "ミノリザカ AB12 (株)"


def test_hiragana_become_katakana():
    assert katakana("みのりざか もっこう ゔ") == "ミノリザカ モッコウ ヴ"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("ミノリザカ モッコウ", True),
        ("センター", True),
        ("みのり", False),
        ("ﾐﾉﾘ", False),
        ("", False),
        ("ー", False),
        ("ミA", False),
    ],
)
def test_a_reading_is_full_width_katakana(text: str, is_one: bool):
    assert is_katakana(text) is is_one


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("有限会社みのり坂木工", "みのり坂木工"),
        ("みのり坂木工㈲", "みのり坂木工"),
        ("（株）みのり坂", "みのり坂"),
        ("㍿みのり坂", "みのり坂"),
        ("ﾐﾉﾘ 株式会社", "ミノリ"),
        ("カブシキガイシャ ミノリ", "ミノリ"),
        ("医療法人社団こばと会", "こばと会"),
        ("株式会社", "株式会社"),
        ("こばと歯科医院", "こばと歯科医院"),
    ],
)
def test_the_legal_form_goes(name: str, bare: str):
    assert without_form(name) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有限会社みのり坂木工", "ミノリ坂木工"),
        ("ﾐﾉﾘｻﾞｶﾓｯｺｳ", "みのりざか・もつこう"),
        ("キヤノン", "キャノン"),
        ("㈱ＡＢＣ センター", "abcセンタ"),
        ("髙橋製作所", "高橋製作所"),
        ("渡邊", "渡辺"),
    ],
)
def test_writings_of_one_name_have_one_key(one: str, other: str):
    assert search_key(one) == search_key(other)


@given(st.text())
def test_folding_width_and_kana_again_changes_nothing(text: str):
    assert katakana(katakana(text)) == katakana(text)


@given(st.text("みのりざかもっこう ミノリ坂木工株式会社有限ＡＢ12㈱・ー"))
def test_a_key_holds_neither_marks_nor_spaces_nor_small_kana(text: str):
    assert all(one.isalnum() and one not in "ーッャュョ" for one in search_key(text))
