"""However many companies there are, a page asks the database as often."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from world_cast import as_demo, small_world

FEW, MANY = 2, 12
PAGES = (
    *("/console", "/console/companies", "/console/companies?q=ミノリ", "/console/companies?q=ア", "/console/people"),
    *("/console/companies/minorizaka", "/console/settings", "/", "/contract", "/devices", "/demo"),
)


def questions(page: str) -> int:
    """How many statements it takes, for who sees most of it."""
    with as_demo:
        browser = Client(headers={"host": "127.0.0.1"})
        who = "manager" if page.startswith("/console") else _owner(browser)
        browser.post("/demo/become", {"who": who})
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
    return len(asked)


def _owner(browser: Client) -> str:
    page = browser.get("/demo").content.decode()
    return page.partition('name="who" value="')[2].partition('"')[0]


@pytest.fixture
def counted(database) -> dict[str, tuple[int, int]]:
    small_world(FEW)
    few = {page: questions(page) for page in PAGES}
    small_world(MANY)
    return {page: (few[page], questions(page)) for page in PAGES}


def test_a_page_asks_as_often_whether_there_are_few_companies_or_many(counted: dict[str, tuple[int, int]]) -> None:
    assert {page: many for page, (_, many) in counted.items()} == {page: few for page, (few, _) in counted.items()}
    assert max(many for _, many in counted.values()) < 60
