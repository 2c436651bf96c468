"""What is around every page of the portal."""

from __future__ import annotations

from portal_cast import signed_in


def test_the_way_to_people_is_shown_to_the_owner_alone(companies) -> None:
    owner = signed_in(companies.minori).get("/").content.decode()
    colleague = signed_in(companies.minori, "colleague").get("/").content.decode()

    assert 'href="/people"' in owner
    assert 'href="/people"' not in colleague
    assert 'href="/me"' in colleague
