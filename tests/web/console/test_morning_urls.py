"""Addresses of morning sheets."""

from django.urls import reverse


def test_a_sheet_has_its_day_in_its_address() -> None:
    assert reverse("console-morning-of", args=["2026-11-24"]) == "/console/morning/2026-11-24"
