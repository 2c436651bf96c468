"""Addresses for everybody."""

from __future__ import annotations

from django.urls import reverse


def test_the_logo_has_an_address_of_its_own_for_each_picture() -> None:
    assert reverse("logo", args=["abc"]) != reverse("logo", args=["abd"])


def test_the_carrier_calls_back_where_the_settings_say_it_does() -> None:
    assert reverse("carrier-callback") == "/carrier/callback"
