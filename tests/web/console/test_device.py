"""A device of a company, as staff join it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from otasuke.web.audit.models import AuditLine
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import Broker, device, reached
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def broker() -> Iterator[Broker]:
    told = {"GATEWAY_URL": "https://gateway.example.jp", "GATEWAY_CA": "", "SYSLOG_PORT": 5514, "SYSLOG_TLS_PORT": 6514}
    with reached() as broker, override_settings(**told):
        yield broker


@pytest.fixture
def client(companies, broker: Broker) -> Client:
    return browser_of_staff(hayase("desk"))


def page_of(one: Device) -> str:
    return f"/console/companies/minori/devices/{one.id}"


def test_a_box_is_let_in_by_the_address_that_staff_enter(companies, client: Client, broker: Broker) -> None:
    box = device(companies.minori, "utm", "入口のUTM", "fortigate")
    before = client.get(page_of(box)).content.decode()

    answer = client.post(page_of(box), {"address": "192.0.2.7"}, follow=True).content.decode()

    assert "まだ渡していません" in before
    assert "set port 6514" in before
    assert "待っています" in answer
    assert [(one.tenant, one.sensor, one.address) for one in broker.credentials] == [("minori", box.code, "192.0.2.7")]


def test_what_is_no_address_and_another_device_s_are_refused_with_words(
    companies, client: Client, broker: Broker
) -> None:
    theirs, mine = (device(one, "utm", "入口", "yamaha") for one in (companies.kobato, companies.minori))
    client.post(f"/console/companies/kobato/devices/{theirs.id}", {"address": "192.0.2.7"})

    for address, words in (
        ("office", "IPアドレスの形ではありません"),
        ("192.0.2.7", "すでに別の機器"),
        ("", "入れてください"),
    ):
        assert words in client.post(page_of(mine), {"address": address}).content.decode()
    assert len(broker.credentials) == 1


def test_a_computer_s_code_is_shown_once_and_its_line_with_it(companies, client: Client, broker: Broker) -> None:
    pc = device(companies.minori, "linux")
    asked = client.post(page_of(pc)).content.decode()
    (code,) = set(re.findall(r"/i/([0-9A-Z]{5}-[0-9A-Z]{5})", asked))

    assert "sudo sh" in asked
    assert code not in client.get(page_of(pc)).content.decode()
    assert Client().get(f"/i/{code}").status_code == 200
    with tenant_scope(companies.minori.id):
        assert AuditLine.objects.filter(verb="device.code_given").count() == 1


def test_while_the_broker_is_away_it_says_that_nothing_changed(companies, client: Client, broker: Broker) -> None:
    box = device(companies.minori, "nas", "棚のNAS", "synology")
    broker.is_away = True

    assert "何も変わっていません" in client.post(page_of(box), {"address": "192.0.2.7"}).content.decode()


def test_another_company_s_device_is_not_below_this_one(companies, client: Client) -> None:
    assert client.get(page_of(device(companies.kobato))).status_code == 404


def test_where_no_door_is_open_it_says_so(companies, client: Client) -> None:
    with override_settings(GATEWAY_URL=""):
        assert "入口" in client.get(page_of(device(companies.minori, "utm", "UTM", "sophos"))).content.decode()
