from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import State
from otasuke.web.tenancy.scope import across
from otasuke.web.world.companies import invent
from otasuke.web.world.connecting import connect
from otasuke.web.world.equipment import equipment_of
from otasuke.web.world.errors import NotADemo
from otasuke.web.world.people import STAFF
from world_cast import as_demo, small_world


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials are made and told to nobody."""
    monkeypatch.setattr("otasuke.web.sensors.services.asked", lambda question: None)


def test_devices_are_handed_out_once_and_heard_each_time(database, no_broker: None) -> None:
    small_world(2)
    now = timezone.now()
    with as_demo:
        number = connect(now=now)
        with across("tests"):
            first = dict(Device.objects.values_list("id", "credential_id"))
        later = timezone.now() + timedelta(minutes=5)
        again = connect(now=later)

    wanted = [thing for company in range(2) for thing in equipment_of(invent(company, 1), 1)]
    assert (number, again) == (sum(thing.is_heard for thing in wanted),) * 2
    with across("tests"):
        devices = list(Device.objects.all())
        assert len(devices) == len(wanted)
        assert {one.id: one.credential_id for one in devices} == first
        states = [one.standing(later).state for one in devices]
    assert states.count(State.CONNECTED) == number


def test_the_page_of_a_company_with_devices_opens_for_everybody_of_the_staff(database, no_broker: None) -> None:
    small_world(1)
    with as_demo:
        connect(now=timezone.now())
        for member in STAFF.members:
            browser = Client(headers={"host": "127.0.0.1"})
            browser.post("/demo/become", {"who": member.key})

            assert browser.get("/console/companies/minorizaka").status_code == 200


def test_what_is_no_demo_connects_nothing(database) -> None:
    with pytest.raises(NotADemo):
        connect(now=timezone.now())
