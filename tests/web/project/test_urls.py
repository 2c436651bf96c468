"""Addresses that anybody may ask."""

from __future__ import annotations

from django.test import Client


def test_whoever_watches_the_web_is_answered_without_the_database() -> None:
    answer = Client().get("/well")

    assert (answer.status_code, answer.content) == (200, b"well")


def test_an_address_that_is_not_there_says_where_to_go(database: None) -> None:
    answer = Client().get("/nothing/here")

    assert answer.status_code == 404
    assert "このページは開けません" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()
