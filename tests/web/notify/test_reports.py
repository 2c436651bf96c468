"""What the carrier tells of our texts and calls."""

from __future__ import annotations

import pytest

from carrier_line import told as called_back
from notify_cast import House, contact, deliveries, kinds_of, timed_out, told
from otasuke.carrier import CarrierEvent, Status
from otasuke.carrier.account import twin_account
from otasuke.web.jobs.carriers import carrier_told
from otasuke.web.notify.models import Delivery, DeliveryEvent, Message
from otasuke.web.tenancy.scope import across, tenant_scope

ACCOUNT = twin_account("http://127.0.0.1:1")
State = Delivery.State


@pytest.fixture
def call(companies) -> Delivery:
    contact(companies.minori)
    told(companies.minori)
    House().send()
    return deliveries(way="call")[0]


def now(call: Delivery) -> Delivery:
    return deliveries(id=call.id)[0]


def tells(call: Delivery, *statuses: Status, code: str = "") -> None:
    for status in statuses:
        carrier_told.send(sender=None, event=CarrierEvent(call.reference, "CA1", status, code))


def test_the_key_on_the_telephone_reaches_the_message_through_the_web(companies, call: Delivery) -> None:
    answer = called_back(ACCOUNT, f"reference={call.reference}&key=ja", {"CallSid": "CA1", "Digits": "1"})

    assert answer.status_code == 200
    assert now(call).state == State.ACKNOWLEDGED
    with tenant_scope(companies.minori.id):
        assert Message.objects.get().acknowledged_how == "key"


def test_what_happens_on_the_way_is_in_the_log(call: Delivery) -> None:
    tells(call, Status.RINGING, Status.ANSWERED, Status.ENDED)

    assert kinds_of(call)[-3:] == ["ringing", "answered", "failed"]
    assert "nobody pressed" in now(call).words


@pytest.mark.parametrize("status", [Status.BUSY, Status.NO_ANSWER, Status.FAILED])
def test_who_is_not_reached_is_not_reached(call: Delivery, status: Status) -> None:
    tells(call, status, code="13224")

    assert (now(call).state, now(call).words) == (State.FAILED, "13224")


def test_the_same_twice_and_in_a_wrong_order_changes_nothing(call: Delivery) -> None:
    tells(call, Status.ACKNOWLEDGED, Status.ENDED, Status.RINGING, Status.ACKNOWLEDGED)

    assert now(call).state == State.ACKNOWLEDGED


def test_a_report_ends_a_doubt(companies) -> None:
    contact(companies.minori)
    told(companies.minori)
    house = House()
    house.call.then = [timed_out(took_it=True)]
    house.send()
    (call,) = deliveries(way="call")
    assert call.state == State.SENDING

    tells(call, Status.RINGING)

    assert (now(call).state, now(call).carrier_id) == (State.ACCEPTED, "CA1")


def test_what_is_not_ours_is_left_to_others(database: None) -> None:
    carrier_told.send(sender=None, event=CarrierEvent("somebody-elses", "SM1", Status.DELIVERED))

    with across("tests"):
        assert not DeliveryEvent.objects.exists()
