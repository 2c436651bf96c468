"""The navigation."""

from __future__ import annotations

import re

from django.test import Client

from staff_cast import browser_of_staff, hayase


def links_of(client: Client, page: str) -> list[str]:
    navigation = client.get(page).content.decode().partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"', navigation)


def test_every_place_is_there_and_one_knows_where_one_is(database) -> None:
    client = browser_of_staff(hayase())
    addresses = links_of(client, "/console")

    assert addresses == [
        "/console",
        "/console/queue",
        "/console/morning",
        "/console/companies",
        "/console/duty",
        "/console/blocks",
        "/console/deliveries",
        "/console/silences",
        "/console/review",
        "/console/plans",
        "/console/joining",
        "/console/jobs",
        "/console/settings",
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        assert f'href="{address}" aria-current="page"' in text
