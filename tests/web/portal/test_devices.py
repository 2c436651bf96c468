"""The pages of devices: how they are, what they are called, and taking one away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from otasuke.web.audit.models import AuditLine
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.sensors.services import hand_out
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in
from sensor_cast import Broker, device, reached


@pytest.fixture
def broker() -> Iterator[Broker]:
    with reached() as one:
        yield one


def heard(one: Device, *, ago: timedelta, since: timedelta = timedelta(days=60)) -> None:
    now = timezone.now()
    with tenant_scope(one.customer_id):
        Device.objects.filter(id=one.id).update(
            credential_id=one.code, handed_out=now - since, first_seen=now - since, last_seen=now - ago
        )


def test_today_says_that_all_are_connected_and_since_when(companies) -> None:
    heard(device(companies.minori), ago=timedelta(minutes=3, seconds=5))

    page = signed_in(companies.minori).get("/").content.decode()

    assert "3分前" in page
    assert 'class="hero mi"' in page


def test_a_silent_one_is_never_green(companies) -> None:
    heard(device(companies.minori), ago=timedelta(minutes=3))
    heard(device(companies.minori, name="倉庫のパソコン"), ago=timedelta(days=20))

    page = signed_in(companies.minori).get("/").content.decode()

    assert 'class="hero ki"' in page
    assert "の様子が見えません。" in page
    assert re.findall(r"<dd><b>(\d+)</b>/2台", page) == ["1"]
    assert 'class="hero mi"' not in page


def test_in_the_first_days_it_says_what_is_learnt(companies) -> None:
    heard(device(companies.minori), ago=timedelta(minutes=3), since=timedelta(days=5))

    assert "（あと9日）" in signed_in(companies.minori).get("/").content.decode()


def test_what_was_added_and_sent_nothing_is_not_watched(companies) -> None:
    device(companies.minori)

    page = signed_in(companies.minori).get("/").content.decode()

    assert "それまでは見守れません。" in page
    assert 'class="hero mi"' not in page


def test_the_list_has_every_device_with_how_it_is(companies) -> None:
    heard(device(companies.minori), ago=timedelta(minutes=3))
    device(companies.minori, "nas", "共有の置き場所", "qnap")

    page = signed_in(companies.minori, "colleague").get("/devices").content.decode()

    assert "2台のうち、1台がつながっています。" in page
    assert "まだつないでいません" in page


def test_a_device_is_renamed(companies) -> None:
    one, browser = device(companies.minori), signed_in(companies.minori)

    assert browser.post(f"/devices/{one.id}/name", {"name": "玄関のパソコン"}).headers["Location"] == "/devices"

    assert [one.name for one in devices_of(companies.minori)] == ["玄関のパソコン"]


@pytest.mark.parametrize("name", ["", " ", "あ" * 61, "受付\u200bのパソコン"])
def test_a_name_that_cannot_be_is_refused_with_words(companies, name: str) -> None:
    one = device(companies.minori)

    page = signed_in(companies.minori).post(f"/devices/{one.id}/name", {"name": name}).content.decode()

    assert 'class="wrong"' in page
    assert [one.name for one in devices_of(companies.minori)] == ["受付のパソコン"]


def test_who_takes_one_away_by_mistake_gets_it_back(companies, broker: Broker) -> None:
    one = device(companies.minori)
    token = hand_out(one, actor=None).token
    browser = signed_in(companies.minori)

    browser.post(f"/devices/{one.id}/remove")
    page = browser.get("/devices").content.decode()
    assert "「受付のパソコン」を外しました。" in page
    assert broker.knows(token) is None

    browser.post("/devices/give-back")

    assert broker.knows(token) == ("minori", one.code)
    assert "外しました" not in browser.get("/devices").content.decode()
    with tenant_scope(companies.minori.id):
        verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["device.removed", "device.put_back"]


def test_while_the_broker_is_away_nothing_is_taken_away_and_it_is_said(companies, broker: Broker) -> None:
    one = device(companies.minori)
    hand_out(one, actor=None)
    broker.is_away = True

    page = signed_in(companies.minori).post(f"/devices/{one.id}/remove").content.decode()

    assert "何も変わっていません" in page
    assert len(devices_of(companies.minori)) == 1


def test_nobody_puts_back_what_is_another_companys(companies) -> None:
    one = device(companies.minori)
    browser = signed_in(companies.minori)
    browser.post(f"/devices/{one.id}/remove")
    other = signed_in(companies.kobato)
    session = other.session
    session["removed-device"] = browser.session["removed-device"]
    session.save()

    assert other.post("/devices/give-back").headers["Location"] == "/devices"

    assert devices_of(companies.minori) == []
    assert "外しました" not in other.get("/devices").content.decode()
