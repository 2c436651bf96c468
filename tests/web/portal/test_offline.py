"""The program that keeps the last page; what it does is seen in tests/browser/test_offline.py."""

from __future__ import annotations

from django.test import Client


def test_it_is_served_from_the_top_so_that_it_may_see_the_home_page(database) -> None:
    answer = Client().get("/worker.js")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"addEventListener" in answer.content
