"""The button of a 赤."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from finding_cast import arrive, detection
from portal_cast import signed_in
from portal_pages import heard

RED = {"level": "critical", "tags": ("attack.impact", "attack.t1486")}


def red(company):
    now = timezone.now()
    (incident,) = arrive(detection(company.tenant, at=now, by=heard(company), **RED), at=now)
    return incident


def test_who_has_pulled_the_cable_says_so_and_can_take_it_back(companies) -> None:
    incident, browser = red(companies.minori), signed_in(companies.minori)

    assert browser.post(f"/matters/{incident.id}/unplugged").headers["Location"] == "/"
    done = browser.get("/").content.decode()
    browser.post(f"/matters/{incident.id}/plugged")
    again = browser.get("/").content.decode()

    assert "線は、抜けました。" in done
    assert "稲森 修" in done
    assert 'class="hero aka"' in done
    assert "線は、抜けました。" not in again
    assert "線を抜いてください。" in again


def test_of_another_company_and_of_none_nothing_is_found(companies) -> None:
    incident, stranger = red(companies.minori), signed_in(companies.kobato)

    for address in (
        f"/matters/{incident.id}/unplugged",
        f"/matters/{incident.id}/plugged",
        f"/matters/{uuid4()}/plugged",
    ):
        assert stranger.post(address).status_code == 404
