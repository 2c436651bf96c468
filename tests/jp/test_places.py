from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.jp.places import PREFECTURES, PREFECTURES_IN_ENGLISH, check_digit, is_municipality_code, prefecture_code


@pytest.mark.parametrize("code", ["011002", "131016", "271004", "272272", "281000", "401307"])
def test_codes_of_real_cities_are_right(code: str):
    """札幌市、千代田区、大阪市、東大阪市、神戸市、福岡市 (総務省「全国地方公共団体コード」)."""
    assert is_municipality_code(code)


@given(st.sampled_from(list(PREFECTURES)), st.text("0123456789", min_size=3, max_size=3))
def test_each_code_has_one_right_last_digit(prefecture: str, city: str):
    code = prefecture + city

    assert [digit for digit in "0123456789" if is_municipality_code(code + digit)] == [str(check_digit(code))]


@pytest.mark.parametrize("code", ["", "27100", "2710044", "481009", "００１００２", "abcdef"])
def test_what_is_no_code_is_refused(code: str):
    assert not is_municipality_code(code)


@pytest.mark.parametrize("code", ["", "2710", "27100x"])
def test_a_code_without_five_digits_raises(code: str):
    with pytest.raises(ValueError, match="five digits"):
        check_digit(code)


def test_there_are_47_prefectures():
    assert list(PREFECTURES) == [f"{number:02}" for number in range(1, 48)]
    assert (PREFECTURES["01"], PREFECTURES["27"], PREFECTURES["47"]) == ("北海道", "大阪府", "沖縄県")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("27", "27"),
        ("大阪府", "27"),
        ("大阪", "27"),
        ("東京", "13"),
        ("奈良", "29"),
        ("48", None),
        ("江戸", None),
        ("", None),
    ],
)
def test_a_prefecture_is_known_by_code_and_name(text: str, code: str | None):
    assert prefecture_code(text) == code


def test_every_prefecture_has_its_english_name() -> None:
    assert PREFECTURES_IN_ENGLISH.keys() == PREFECTURES.keys()
    assert (PREFECTURES_IN_ENGLISH["13"], PREFECTURES_IN_ENGLISH["27"]) == ("Tokyo", "Osaka")
