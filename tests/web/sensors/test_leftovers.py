"""Credentials that are left over."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from otasuke.enrol.credentials import REGISTRY, add, new_credential
from otasuke.web.sensors.errors import BrokerAway
from otasuke.web.sensors.leftovers import revoke_leftovers
from otasuke.web.sensors.services import hand_out
from sensor_cast import Broker, device

HOUR = timedelta(hours=1)


def let_in(broker: Broker, sensor: str, *, age: timedelta, address: str | None = None) -> None:
    """A credential of minori that no device has."""

    async def put() -> None:
        credential, _ = new_credential("minori", sensor, now=timezone.now() - age, address=address)
        await add(await broker.memory.registry(REGISTRY), credential)

    asyncio.run(put())


def test_what_is_named_after_a_device_and_is_not_its_own_is_revoked_after_an_hour(companies, broker: Broker) -> None:
    made = hand_out(device(companies.minori), actor=None)
    let_in(broker, made.device.code, age=2 * HOUR)
    let_in(broker, made.device.code, age=HOUR / 2)
    let_in(broker, "by-hand", age=2 * HOUR)

    assert revoke_leftovers(now=timezone.now()) == 1

    assert broker.knows(made.token)
    assert sorted(one.sensor for one in broker.credentials) == sorted(["by-hand", made.device.code, made.device.code])
    assert revoke_leftovers(now=timezone.now()) == 0


def test_of_a_device_that_has_none_all_are_left_over(companies, broker: Broker) -> None:
    let_in(broker, device(companies.minori).code, age=2 * HOUR)

    assert revoke_leftovers(now=timezone.now()) == 1
    assert broker.credentials == []


def test_an_address_that_somebody_named_is_left_alone(companies, broker: Broker) -> None:
    let_in(broker, device(companies.minori, "utm", "入口", "yamaha").code, age=2 * HOUR, address="192.0.2.7")

    assert revoke_leftovers(now=timezone.now()) == 0
    assert len(broker.credentials) == 1


def test_while_the_broker_is_away_it_says_so(companies, broker: Broker) -> None:
    broker.is_away = True

    with pytest.raises(BrokerAway):
        revoke_leftovers(now=timezone.now())
