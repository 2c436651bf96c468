"""The gallery."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.test import Client


class Page(HTMLParser):
    """Counts tags and keeps addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def test_the_gallery_has_one_main_and_loads_nothing_from_elsewhere() -> None:
    text = Client().get("/parts").content.decode()
    page = Page(text)

    assert page.tags.count("main") == 1
    assert all(re.match(r"[/#]", address) for address in page.addresses)
    assert "{%" not in text
    assert "<c-" not in text


def test_every_level_is_told_by_shape_and_word() -> None:
    text = Client().get("/parts").content.decode()

    for colour, words in {
        "aka": "赤 いますぐ電話",
        "ki": "黄 今日中に",
        "ao": "青 お知らせ",
        "mi": "緑 止めました",
    }.items():
        assert re.search(rf'#{colour}"/></svg>{words}', text)
