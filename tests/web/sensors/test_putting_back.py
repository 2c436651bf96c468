"""A device that was taken away by mistake sends on as if nothing had been."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from otasuke.web.sensors.errors import BrokerAway
from otasuke.web.sensors.putting_back import UNDO_WITHIN, NoLongerPossible, Removed, put_back, take_away
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.sensors.services import hand_out
from sensor_cast import Broker, device


def test_what_is_taken_away_may_not_send_and_what_is_put_back_may(companies, broker: Broker) -> None:
    token = hand_out(device(companies.minori), actor=None).token
    (before,) = devices_of(companies.minori)

    removed = take_away(before, actor=None)
    assert broker.knows(token) is None
    assert devices_of(companies.minori) == []

    put_back(Removed.unpacked(removed.packed()), actor=None, now=timezone.now())

    assert broker.knows(token) == ("minori", before.code)
    (after,) = devices_of(companies.minori)
    assert (after.credential_id, after.handed_out) == (before.credential_id, before.handed_out)
    assert token not in str(removed.packed())


def test_a_device_that_could_not_send_yet_comes_back_too(companies, broker: Broker) -> None:
    removed = take_away(device(companies.minori), actor=None)

    put_back(removed, actor=None, now=timezone.now())

    assert len(devices_of(companies.minori)) == 1


def test_after_ten_minutes_and_a_second_time_it_is_not_put_back(companies, broker: Broker) -> None:
    removed = take_away(device(companies.minori), actor=None)

    with pytest.raises(NoLongerPossible):
        put_back(removed, actor=None, now=removed.until)
    put_back(removed, actor=None, now=removed.until - timedelta(seconds=1))
    with pytest.raises(NoLongerPossible):
        put_back(removed, actor=None, now=timezone.now())

    assert timedelta(minutes=10) == UNDO_WITHIN


def test_without_the_broker_nothing_is_put_back(companies, broker: Broker) -> None:
    hand_out(device(companies.minori), actor=None)
    removed = take_away(devices_of(companies.minori)[0], actor=None)
    broker.is_away = True

    with pytest.raises(BrokerAway):
        put_back(removed, actor=None, now=timezone.now())

    assert devices_of(companies.minori) == []
