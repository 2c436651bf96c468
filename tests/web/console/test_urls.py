"""Every address of the console has a page."""

from __future__ import annotations

from django.urls import resolve

from otasuke.web.console.urls import urlpatterns


def test_addresses_are_different_and_lead_to_pages() -> None:
    names = [one.name for one in urlpatterns]

    assert len(names) == len(set(names))
    assert resolve("/staff/enter").url_name == "staff-enter"
