"""Cards for the worst morning."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import override_settings

from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in
from portal_pages import heard, owner_faults

DESK = override_settings(
    PROVIDER_PHONE="06-0000-0119", PROVIDER_HOURS="平日 9:00〜18:00", PROVIDER_NAME="なにわ見守り舎"
)


@DESK
def test_each_machine_has_a_card_with_whom_to_call_and_what_to_do_before(companies) -> None:
    one, other = heard(companies.minori), heard(companies.minori, "経理のパソコン")

    page = signed_in(companies.minori).get("/devices/cards").content.decode()

    assert page.count('class="if-card"') == 2
    for words in (
        "受付のパソコン",
        "経理のパソコン",
        "06-0000-0119",
        "線を抜く",
        "電源は切らない",
        f"minori {one.code}",
    ):
        assert words in page
    assert page.count('class="qr"') == 2
    assert other.code in page


@DESK
def test_what_everybody_is_connected_through_has_none(companies) -> None:
    heard(companies.minori)
    box = heard(companies.minori, "入口の箱")
    with tenant_scope(companies.minori.id):
        Device.objects.filter(id=box.id).update(kind="utm")

    assert box.code not in signed_in(companies.minori).get("/devices/cards").content.decode()


@DESK
def test_one_is_printed_alone(companies) -> None:
    one = heard(companies.minori)
    heard(companies.minori, "経理のパソコン")

    page = signed_in(companies.minori, "colleague").get(f"/devices/{one.id}/card").content.decode()

    assert page.count('class="if-card"') == 1
    assert "経理のパソコン" not in page


def test_of_another_company_there_is_none(companies) -> None:
    one, stranger = heard(companies.minori), signed_in(companies.kobato)

    assert stranger.get(f"/devices/{one.id}/card").status_code == 404
    assert stranger.get(f"/devices/{uuid4()}/card").status_code == 404
    assert "受付のパソコン" not in stranger.get("/devices/cards").content.decode()


@pytest.mark.parametrize("has_device", [True, False])
def test_it_has_no_hard_word_and_no_long_sentence(companies, has_device: bool) -> None:
    if has_device:
        heard(companies.minori)

    assert owner_faults(signed_in(companies.minori).get("/devices/cards").content.decode()) == []
