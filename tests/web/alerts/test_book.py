"""The words and levels that the web uses."""

from __future__ import annotations

from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.web.alerts import book


def test_every_sheet_is_there_and_speaks_for_the_provider(database) -> None:
    said = book.advice(Happening(level="high", rule="learn/beaconing", device="KEIRI-02"), "ja")

    assert said.colour is Colour.YELLOW
    assert all(said.lines)


def test_a_detector_has_words_of_its_own_and_a_rule_of_others_has_not() -> None:
    assert book.has_own_sheet(Happening(level="high", rule="learn/beaconing"))
    assert not book.has_own_sheet(Happening(level="high", rule="of-somebody-else"))


def test_rules_of_others_have_the_levels_that_we_give_them() -> None:
    assert len(book.levels()) > 10


def test_what_was_stopped_is_green() -> None:
    assert book.colour(Happening(level="high", rule="of-somebody-else", blocked=True)) is Colour.GREEN
