from __future__ import annotations

from html.parser import HTMLParser
from io import StringIO

import pytest

from cli.showing.test_matters import telling, told
from otasuke.advice.colour import Colour
from otasuke.cli.showing.story_page import write_story_page

_VOID = {"meta", "br"}


class _Balance(HTMLParser):
    """The elements that are open, and those that are closed without having been opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(tag)


def page(*all_told, language: str = "ja") -> str:
    out = StringIO()
    write_story_page(telling(*all_told, language=language), language, out)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_has_the_picture_the_message_and_the_incident_and_needs_nothing_else(language: str) -> None:
    found = page(told(20, Colour.YELLOW), told(24, Colour.RED), language=language)

    balance = _Balance()
    balance.feed(found)
    assert (balance.open, balance.wrong) == ([], [])
    assert found.count('<svg class="picture') == 2
    assert "06-0000-0119" in found
    assert "http" not in found.replace("http-equiv", "")
    assert "default-src 'none'" in found
    assert len(found.encode()) < 150_000


def test_what_attackers_write_stays_text() -> None:
    evil = told(20, Colour.YELLOW, title="<img src=x onerror=alert(1)>", seen='"><script>\u202e')
    found = page(evil)

    assert "<img" not in found
    assert "<script" not in found
    assert "\u202e" not in found
    assert "&lt;img" in found


def test_a_red_message_is_a_call_and_a_yellow_one_asks_for_one() -> None:
    assert "06-0000-0119 に電話" in page(told(20, Colour.RED))
    assert "電話ください" in page(told(20, Colour.YELLOW))


def test_the_same_questions_stand_on_the_page_once() -> None:
    one = told(20, Colour.YELLOW)
    found = page(one)

    assert found.count('<ul class="ask">') == 1
    assert found.count("□") <= 2  # the sign of the list, in the style
