from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.jp.lettering import lettered
from otasuke.jp.writing import search_key

KANA = [chr(number) for number in range(0x30A1, 0x30F7)]


def test_kana_are_written_as_they_sound():
    assert lettered("ミノリザカモッコウ") == "minorizakamotuko"


def test_hepburn_and_the_table_meet():
    assert lettered("Fujishou Chaya") == lettered("フジショウ　ちゃや")
    assert lettered("しまづ") == lettered("ｼﾏｽﾞ")


def test_a_kanji_is_found_nowhere_but_where_it_stands():
    assert len(lettered("坂")) == 4
    assert lettered("坂") in lettered("みのり坂木工")
    assert lettered("阪") not in lettered("みのり坂木工")


def test_every_kana_has_letters():
    assert all(lettered("ア" + kana + "ア").isascii() and not any(map(str.isdigit, lettered(kana))) for kana in KANA)


@given(st.text())
def test_whatever_the_text_it_is_letters_and_digits_of_ascii(text: str):
    assert lettered(text) == "" or (lettered(text).isascii() and lettered(text).isalnum())


@given(
    st.text("一丁七丈三上下不与丑且世丘丙", max_size=8), st.text("一丁七丈三上下不与丑且世丘丙", min_size=1, max_size=3)
)
def test_kanji_are_contained_if_and_only_if_they_are_in_the_name(name: str, part: str):
    assert (lettered(part) in lettered(name)) == (search_key(part) in search_key(name))
