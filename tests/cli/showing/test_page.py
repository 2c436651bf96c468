import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from otasuke.cli.showing.page import MOST_EVENTS, MOST_GROUPS, write_page
from otasuke.cli.showing.report import Report
from otasuke.detect.rule import Level

Make = Callable[..., Report]

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "--><svg/onload=alert(1)>",
    "$body ${script} {{7*7}}",
    "\u202egnp.exe",
    "nul\0byte",
    "\ud800",
    "&lt;already&gt;",
]


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(report: Report) -> str:
    out = io.StringIO()
    write_page(report, out)
    out.getvalue().encode()
    return out.getvalue()


def tags_of(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_no_log_can_put_a_tag_or_an_attribute_into_the_page(report: Make, text: str) -> None:
    harmless, hostile = tags_of(page_of(report(text="x"))), tags_of(page_of(report(text=text)))

    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in harmless.tags]
    assert [set(given) for _, given in hostile.tags] == [set(given) for _, given in harmless.tags]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_cannot_be_seen_is_not_in_the_page(report: Make, text: str) -> None:
    page = page_of(report(text=text))

    assert not re.search("[\0-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)


def test_the_page_fetches_nothing(report: Make) -> None:
    tags = tags_of(page_of(report(text="http://x.example/"))).tags

    assert not [
        tag
        for tag, given in tags
        if {"src", "href", "action", "data"} & set(given) and given.get("href") != "#findings"
    ]
    assert any("default-src 'none'" in (given.get("content") or "") for tag, given in tags if tag == "meta")


def test_it_is_japanese_first_with_english_beside_it(report: Make) -> None:
    page = page_of(report(3))

    assert '<html lang="ja"' in page
    assert "あやしい動きが" in page
    assert "3 suspicious events were found" in page


def test_tens_of_thousands_of_findings_stay_a_page_that_can_be_opened(report: Make) -> None:
    page = page_of(report(30_000, computers=5_000))

    assert page.count("<details") == MOST_GROUPS
    assert page.count('class="event"') <= MOST_GROUPS * MOST_EVENTS
    assert len(page) < 12_000_000
    assert "21,000 lesser findings are in CSV or JSONL output" in page


def test_evidence_that_is_left_out_is_counted(report: Make) -> None:
    page = page_of(report(25))

    assert page.count('class="event"') == MOST_EVENTS
    assert "and 15 more events, left out here" in page


def test_nothing_found_is_said_in_words(report: Make) -> None:
    page = page_of(report(0))

    assert "見つかりませんでした" in page
    assert "<svg class=" not in page


def test_levels_are_words_and_shapes_and_not_colours_alone(report: Make) -> None:
    page = page_of(report(1, level=Level.CRITICAL))

    badge = page[page.index('<span class="badge critical">') :][:200]
    assert "<path" in badge
    assert "重大" in badge
