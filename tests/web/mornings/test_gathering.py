"""Reading a night over all companies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from finding_cast import HOUR, NOW, arrive, detection, watched
from joining_cast import invited
from notify_cast import contact
from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert
from otasuke.web.incidents.models import Incident
from otasuke.web.joining.policy import STUCK_AFTER
from otasuke.web.mornings.choosing import Kind
from otasuke.web.mornings.gathering import gather
from otasuke.web.mornings.sheet import Numbers
from otasuke.web.notify.models import Message
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across, tenant_scope


def kinds(night) -> dict[Kind, int]:
    return {one.kind: one.count for one in night.things if one.count}


def test_nothing_is_nothing(database) -> None:
    night = gather(NOW)

    assert night.numbers == Numbers()
    assert kinds(night) == {Kind.DRILL: 1}
    assert not night.held
    assert not night.clocks


def test_what_was_found_at_two_companies_is_counted_down_to_who_was_disturbed(companies) -> None:
    contact(companies.minori)
    pc = watched(companies.minori)
    arrive(detection("minori", "r1", by=pc), detection("kobato", "r2", by=watched(companies.kobato)))
    with across("test"):
        assert Alert.objects.count() == 2
        red = Incident.objects.get(customer=companies.minori)
        red.set_colour = Colour.RED.value
        red.save()

    night = gather(NOW + HOUR)

    numbers = night.numbers
    assert (numbers.detections, numbers.alerts, numbers.incidents) == (2, 2, 2)
    assert (numbers.reds, numbers.reds_open, numbers.yellows_open) == (1, 1, 1)
    assert numbers.interruptions >= 1
    (thing,) = (one for one in night.things if one.kind is Kind.RED)
    assert (thing.subject, thing.customer) == (red.id, companies.minori.id)


@pytest.mark.parametrize(
    ("answer", "waits"), [("not_mine", 1), ("did", 1), ("call_me", 1), ("did_not", 0), ("mine", 0)]
)
def test_who_answered_what_makes_it_graver_waits_for_a_call(companies, answer: str, waits: int) -> None:
    contact(companies.minori)
    arrive(detection("minori", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        Message.objects.update(answer=answer, answered_at=NOW)

    assert kinds(gather(NOW + HOUR)).get(Kind.ANSWERED, 0) == waits


def test_what_was_held_is_counted_by_its_reason(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    with tenant_scope(companies.minori.id):
        Alert.objects.update(held_by="habit")

    assert gather(NOW + HOUR).held == {"habit": 1}


def test_companies_that_are_stuck_and_devices_that_are_silent_wait(companies) -> None:
    invited(companies.kobato)
    pc = watched(companies.minori, kind="utm")
    with tenant_scope(companies.minori.id):
        Device.objects.filter(id=pc.id).update(handed_out=NOW - timedelta(days=30), credential_id="c", last_seen=NOW)

    night = gather(NOW + STUCK_AFTER + timedelta(days=30))

    assert (kinds(night)[Kind.STUCK], kinds(night)[Kind.SILENT]) == (1, 1)
    assert (night.numbers.silent, night.numbers.silent_companies) == (1, 1)
    assert night.health.heard_at == NOW
