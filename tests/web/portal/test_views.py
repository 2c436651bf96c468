"""What the pages say while nothing is connected: the truth, and the next step."""

from __future__ import annotations

import pytest

from portal_cast import signed_in


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/", "まだ、パソコンがつながっていません。"),
        ("/messages", "届かないのは、よいことです。"),
        ("/devices", "つながっている端末はありません"),
        ("/contract", "契約の内容は、まだここにありません"),
        ("/ask", "さわらずに、お電話ください。"),
    ],
)
def test_an_empty_page_says_so(companies, page: str, words: str) -> None:
    assert words in signed_in(companies.minori).get(page).content.decode()


def test_nothing_is_green_before_anything_was_seen(companies) -> None:
    assert 'class="hero mi"' not in signed_in(companies.minori).get("/").content.decode()
