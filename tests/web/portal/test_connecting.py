"""A device more, by its owner's own hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from otasuke.web.portal import connecting
from otasuke.web.sensors.selectors import devices_of
from portal_cast import signed_in
from sensor_cast import Broker, device, reached

OPEN = override_settings(GATEWAY_URL="https://gateway.example:8443", SYSLOG_PORT=5514)


@pytest.fixture
def broker() -> Iterator[Broker]:
    with reached() as one:
        yield one


def test_who_adds_a_computer_is_led_to_a_line_that_connects_it(companies, broker: Broker) -> None:
    browser = signed_in(companies.minori, "colleague")

    where = browser.post("/devices/add", {"kind": "linux/", "name": "経理のサーバー"}).headers["Location"]
    (one,) = devices_of(companies.minori)
    assert where == f"/devices/{one.id}"
    assert "つなぎ方を見る" in browser.get(where).content.decode()

    with OPEN:
        page = browser.post(f"{where}/steps").content.decode()
        found = re.search(r"http://testserver(/i/[0-9A-Z-]+)", page)
        assert found
        script = Client().get(found[1])

    assert script.status_code == 200
    assert broker.credentials[0].sensor == one.code
    assert "まで、1回だけ使えます。" in page


def test_a_box_has_its_makers_steps_and_the_desk_is_named(companies) -> None:
    one = device(companies.minori, "utm", "会社の入口の箱", "yamaha")

    with OPEN:
        page = signed_in(companies.minori).post(f"/devices/{one.id}/steps").content.decode()

    assert "窓口でも登録がいります" in page
    assert '<pre class="typed"' in page


@override_settings(GATEWAY_URL="")
def test_where_no_door_is_open_it_is_said(companies) -> None:
    one = device(companies.minori)

    answer = signed_in(companies.minori).post(f"/devices/{one.id}/steps")

    assert answer.status_code == 200
    assert 'role="status"' in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"kind": ""}, {"kind": "phone/"}, {"kind": "nas/fortigate"}])
def test_what_cannot_be_is_refused_with_words(companies, wrong: dict[str, str]) -> None:
    page = signed_in(companies.minori).post("/devices/add", {"kind": "windows/", "name": "受付"} | wrong)

    assert 'class="wrong"' in page.content.decode()
    assert devices_of(companies.minori) == []


def test_there_is_an_end_to_adding(companies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "MOST_DEVICES", 1)
    device(companies.minori)

    page = signed_in(companies.minori).post("/devices/add", {"kind": "windows/", "name": "受付"}).content.decode()

    assert "窓口に言ってください" in page
    assert len(devices_of(companies.minori)) == 1
