"""What people see while the database is away, on a web of its own whose database is really stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.looking import LOOKS, turn, violations, visit
from browser.serving import Site, serving
from otasuke.local.postgres import Postgres
from otasuke.local.supervisor import Supervisor
from web_cast import NOBODY

REFERENCE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture(scope="module")
def own() -> Iterator[Site]:
    """A web that nobody else needs."""
    with serving() as made:
        yield made


def test_a_page_without_the_database_says_so_and_comes_back_with_it(own: Site, chromium: Browser) -> None:
    with visit(own, chromium, "/", visitor="owner") as open_page:
        page = open_page.page
        assert open_page.status == 200
        own.database.stop()

        answer = page.reload()

        assert answer
        assert answer.status == 503
        assert answer.headers["retry-after"] == "30"
        assert page.get_by_role("heading", level=1).inner_text() == "いま、準備をしています"
        assert page.get_by_role("link", name="06-0000-0119").is_visible()
        (reference,) = REFERENCE.findall(page.inner_text("main"))
        assert f"reference={reference} status=503 kind=unavailable" in own.said()
        for look in LOOKS:
            turn(page, look)
            assert violations(open_page) == []

        again = Supervisor([Postgres(own.folder).service()], say=lambda _: None)
        again.start()
        try:
            page.get_by_role("link", name="もう一度開く").click()

            assert page.get_by_role("heading", level=1).inner_text() != "いま、準備をしています"
            assert page.get_by_role("navigation").is_visible()
        finally:
            again.stop()


def test_the_page_of_what_is_not_there_is_as_good_as_the_others(site: Site, chromium: Browser) -> None:
    with visit(site, chromium, "/nowhere", visitor=NOBODY) as open_page:
        assert open_page.status == 404
        for look in LOOKS:
            turn(open_page.page, look)
            assert violations(open_page) == []
