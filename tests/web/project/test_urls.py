"""Addresses that anybody may ask."""

from __future__ import annotations

from django.test import Client


def test_whoever_watches_the_web_is_answered_without_the_database() -> None:
    answer = Client().get("/well")

    assert (answer.status_code, answer.content) == (200, b"well")
