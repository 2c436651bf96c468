"""Devices by the API."""

from __future__ import annotations

import pytest

from api_cast import Program, pointers, program, said
from sensor_cast import Broker, device, reached
from token_cast import firm_token, owner_token
from web_texts import JAPANESE


@pytest.fixture
def broker():
    with reached() as broker:
        yield broker


@pytest.fixture
def owner(companies, broker: Broker) -> Program:
    return program(owner_token(companies.minori))


@pytest.fixture
def devices(companies) -> str:
    return f"/customers/{companies.minori.id}/devices"


def test_an_owner_adds_a_device_and_lets_it_send(owner: Program, devices: str, broker: Broker) -> None:
    added = said(owner.post(devices, {"name": "受付のパソコン", "kind": "windows"}))
    assert (added["state"], added["seat"]) == ("new", True)

    given = said(owner.post(f"{devices}/{added['id']}/handouts"))

    assert given["device"]["state"] == "waiting"
    assert broker.knows(given["token"]) == ("minori", added["code"])


def test_devices_are_listed_page_by_page(owner: Program, devices: str, companies) -> None:
    names = [device(companies.minori, name=f"パソコン{number}").name for number in range(3)]
    device(companies.kobato)

    first = said(owner.get(f"{devices}?limit=2"))
    second = said(owner.get(f"{devices}?limit=2&cursor={first['next']}"))

    assert [one["name"] for one in first["items"] + second["items"]] == names


def test_a_device_is_renamed_and_taken_away(owner: Program, devices: str, companies, broker: Broker) -> None:
    address = f"{devices}/{device(companies.minori).id}"
    owner.post(address + "/handouts")

    assert said(owner.change("PATCH", address, {"name": "経理のパソコン"}))["name"] == "経理のパソコン"
    assert owner.ask("DELETE", address).status_code == 204
    assert owner.get(address).status_code == 404
    assert not broker.credentials


def test_who_renames_what_another_has_renamed_is_told(owner: Program, devices: str, companies) -> None:
    address = f"{devices}/{device(companies.minori).id}"
    read = owner.get(address).headers["ETag"]
    owner.change("PATCH", address, {"name": "経理"})

    answer = owner.ask("PATCH", address, {"name": "総務"}, If_Match=read)

    assert (answer.status_code, pointers(answer)) == (412, [("body", "/name")])


def test_what_is_wrong_is_pointed_at(owner: Program, devices: str) -> None:
    assert pointers(owner.post(devices, {"name": "x", "kind": "utm", "brand": "nobody"})) == [("body", "/kind")]
    assert pointers(owner.post(devices, {"name": " ", "kind": "linux"})) == [("body", "/name")]
    assert pointers(owner.post(devices, {"name": "x", "kind": "toaster"})) == [("body", "/kind")]


def test_refusals_are_in_english_for_who_reads_it(companies, devices: str, broker: Broker) -> None:
    broker.is_away = True
    owner = program(owner_token(companies.minori), "en")
    address = f"{devices}/{device(companies.minori).id}/handouts"

    for answer in (owner.post(devices, {"name": "x", "kind": "utm", "brand": "nobody"}), owner.post(address)):
        assert answer.status_code in {422, 503}
        assert not JAPANESE.search(answer.content.decode())


def test_while_the_broker_is_away_nothing_is_handed_out(
    owner: Program, devices: str, companies, broker: Broker
) -> None:
    address = f"{devices}/{device(companies.minori).id}"
    broker.is_away = True

    answer = owner.post(address + "/handouts")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert said(owner.get(address))["state"] == "new"


def test_an_analyst_sees_devices_and_adds_none(companies, devices: str) -> None:
    analyst = program(firm_token("analyst"))

    assert analyst.get(devices).status_code == 200
    assert analyst.post(devices, {"name": "x", "kind": "linux"}).status_code == 403
