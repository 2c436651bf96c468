from datetime import UTC, datetime

import pytest

from advice.given import our_book
from otasuke.advice.fill import device_word, filled, known_values, tells_nothing
from otasuke.advice.happening import Happening, LogKind


def test_what_is_not_known_is_replaced_by_a_word_or_left_out() -> None:
    text = "{device}で[{person}が]動きました。"

    assert filled(text, {}, {"device": "機器"}) == "機器で動きました。"
    assert filled(text, {"device": "「A」", "person": "「b」"}, {}) == "「A」で「b」が動きました。"


def test_what_is_left_out_leaves_no_gap() -> None:
    assert filled("It ran [on {device}]. [By {person}.]", {}, {}) == "It ran."


def test_another_sentence_may_stand_in_for_what_is_not_known() -> None:
    text = "[{device}は使わないでください。|お待ちください。]"

    assert filled(text, {}, {"device": "機器"}) == "お待ちください。"
    assert filled(text, {"device": "「A」"}, {}) == "「A」は使わないでください。"


@pytest.mark.parametrize(
    ("counterpart", "is_number"),
    [
        ("203.0.113.5", True),
        ("203.0.113.5:443", True),
        ("2001:db8::5", True),
        ("evil.example", False),
        ("a:b", False),
        ("", False),
    ],
)
def test_a_number_tells_an_owner_nothing(counterpart: str, *, is_number: bool) -> None:
    assert tells_nothing(counterpart) is is_number


def test_a_value_is_never_filled_again() -> None:
    assert filled("{device}", {"device": "{person}"}, {"person": "no"}) == "{person}"


def test_times_are_japans() -> None:
    happening = Happening("low", time=datetime(2026, 11, 24, 15, 5, tzinfo=UTC))

    assert known_values(happening, "ja")["time"] == "11月25日（水）0:05"
    assert known_values(happening, "en")["time"] == "Wed 25 Nov, 0:05"


def test_the_customers_own_name_needs_no_quotation_marks() -> None:
    happening = Happening("low", device="KEIRI-02", person="tanaka", known_as={"KEIRI-02": "経理のパソコン"})

    values = known_values(happening, "ja")

    assert (values["device"], values["person"]) == ("経理のパソコン", "「tanaka」")


def test_a_name_of_which_nothing_is_left_is_not_known() -> None:
    assert known_values(Happening("low", device="\u200b\u202e"), "ja") == {}


def test_a_device_without_a_name_is_called_by_its_kind() -> None:
    words = our_book().words

    assert device_word(Happening("low", log=LogKind("windows", "dns_query")), words, "ja") == "会社のパソコン"
    assert device_word(Happening("low"), words, "en") == "a device of the company"
