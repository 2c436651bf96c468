"""How somebody reads is remembered on his device."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from otasuke.web.ui.context import page


def test_a_foreign_theme_is_none() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'

    assert page(request)["theme"] == ""


@pytest.mark.parametrize(("cookie", "mark"), [("type=large", 'data-type="large"'), ("theme=dark", 'data-theme="dark"')])
def test_pages_are_as_the_reader_wants_them(cookie: str, mark: str) -> None:
    client = Client()
    client.cookies.load(cookie)

    assert mark in client.get("/parts").content.decode()
