"""The program that keeps the last page; what it does is seen in tests/browser/test_offline.py."""

from __future__ import annotations

import json

from django.test import Client


def test_it_is_served_from_the_top_so_that_it_may_see_the_home_page(database) -> None:
    answer = Client().get("/worker.js")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in answer.content


def test_a_telephone_can_keep_the_pages_on_its_home_screen(database) -> None:
    answer = Client().get("/app.webmanifest")

    said = json.loads(answer.content)
    assert (said["start_url"], said["display"]) == ("/", "standalone")
    assert said["name"]
    assert said["icons"][0]["src"].endswith(".svg")
    assert answer.headers["Content-Type"] == "application/manifest+json"
