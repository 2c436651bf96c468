"""Addresses of joining up."""

from __future__ import annotations

from django.urls import reverse


def test_what_people_type_is_short() -> None:
    assert reverse("setup") == "/t"
    assert reverse("setup-with", args=["7KQ2M-MF8D0"]) == "/t/7KQ2M-MF8D0"


def test_a_link_is_one_secret_long() -> None:
    assert reverse("join", args=["secret"]) == "/j/secret"
