"""Writing down which devices were heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.enrol.presence import Presence
from otasuke.web.sensors.heard import read_until, write_heard
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import State
from otasuke.web.sensors.services import hand_out, remove
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import Broker, device

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def seen(one: Device) -> tuple[datetime | None, datetime | None]:
    with tenant_scope(one.customer_id):
        found = Device.objects.get(id=one.id)
    return found.first_seen, found.last_seen


def test_a_device_was_seen_first_when_it_was_heard_first_and_last_when_it_was_heard_last(companies) -> None:
    one, other = device(companies.minori), device(companies.kobato)

    write_heard([Presence("minori", one.code, NOW + MINUTE), Presence("minori", one.code, NOW)], until=3)
    write_heard([Presence("minori", one.code, NOW + 2 * MINUTE)], until=4)

    assert seen(one) == (NOW + MINUTE, NOW + 2 * MINUTE)
    assert seen(other) == (None, None)
    assert read_until() == 4


def test_what_is_read_a_second_time_changes_nothing(companies) -> None:
    one = device(companies.minori)
    heard = [Presence("minori", one.code, NOW)]

    assert write_heard(heard, until=1) == 1
    assert write_heard([*heard, Presence("minori", one.code, NOW - MINUTE)], until=1) == 0
    assert seen(one) == (NOW, NOW)


def test_a_code_means_the_device_of_its_own_company(companies) -> None:
    mine, theirs = device(companies.minori), device(companies.kobato)
    with tenant_scope(companies.kobato.id):
        Device.objects.filter(id=theirs.id).update(code=mine.code)

    write_heard([Presence("kobato", mine.code, NOW)], until=1)

    assert (seen(mine), seen(theirs)) == ((None, None), (NOW, NOW))


def test_sensors_that_are_no_devices_and_devices_that_are_gone_are_nobody_s(companies) -> None:
    gone = device(companies.minori)
    remove(gone, actor=None)
    heard = [Presence("otasuke-canary", "http", NOW), Presence("minori", "x", NOW), Presence("minori", gone.code, NOW)]

    assert write_heard(heard, until=1) == 0
    assert write_heard([], until=2) == 0
    assert (seen(gone), read_until()) == ((None, None), 2)


def test_a_device_that_was_handed_out_waits_until_it_is_heard(companies, broker: Broker) -> None:
    one = hand_out(device(companies.minori), actor=None).device
    assert one.handed_out is not None
    at = one.handed_out + MINUTE
    assert one.standing(at).state is State.WAITING

    write_heard([Presence("minori", one.code, at)], until=1)

    with tenant_scope(companies.minori.id):
        assert Device.objects.get(id=one.id).standing(at).state is State.CONNECTED
