"""Calling the staff until somebody acknowledges."""

from __future__ import annotations

from uuid import uuid4

import pytest

from notify_cast import NIGHT, WORDS, House, deliveries
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.duty.services import Wishes, set_wishes
from otasuke.web.notify.errors import BadWords, NotFound
from otasuke.web.notify.models import Delivery, StaffCall
from otasuke.web.notify.outbox import end
from otasuke.web.notify.policy import Way
from otasuke.web.notify.staffing import acknowledge, call_duty, recipients, withdraw
from otasuke.web.notify.words import About
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import employ

State = Delivery.State


@pytest.fixture
def hayase(database) -> Person:
    person = Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example", phone="090-0000-0011")
    employ(person, Role.MANAGER)
    return person


@pytest.fixture
def kamoi(database) -> Person:
    person = Person.objects.create(name="鴨居 渉", email="kamoi@naniwa.example", phone="06-0000-0012")
    employ(person, Role.ANALYST)
    return person


def ring_out(house: House) -> None:
    for one in deliveries(way="call", state=State.ACCEPTED):
        end(one.id, State.FAILED, at=house.clock.now, words="no-answer")


def test_the_chain_is_called_until_somebody_acknowledges(companies, hayase: Person, kamoi: Person) -> None:
    house = House()
    house.clock.now = NIGHT
    call = call_duty(WORDS, at=NIGHT, customer_id=companies.minori.id, is_drill=True)
    numbers = [one.phone for one in recipients(NIGHT)]
    for _ in range(5):
        house.send()
        house.clock.go(seconds=30)
        ring_out(house)
        house.clock.go(minutes=5)

    assert house.call.whom[:2] == numbers
    assert house.call.whom[2:4] == numbers, "and again from the beginning"
    assert house.call.sent[0].link.endswith(f"/console/calls/{call.id}")
    assert all(one.is_drill and one.company == "有限会社みのり坂木工" for one in house.call.sent)

    done = acknowledge(call, kamoi, at=house.clock.now, how="page")
    before = len(house.call.sent)
    house.send(hours=3)
    assert (done.acknowledged_by, done.acknowledged_how, len(house.call.sent)) == (kamoi, "page", before)


def test_the_key_on_the_telephone_says_who_it_was(hayase: Person) -> None:
    house = House()
    call = call_duty(WORDS, at=house.clock.now)
    house.send()
    (rings,) = deliveries(way="call")

    end(rings.id, State.ACKNOWLEDGED, at=house.clock.go(seconds=20))

    with across("tests"):
        kept = StaffCall.objects.select_related("acknowledged_by").get(id=call.id)
    assert (kept.acknowledged_by, kept.acknowledged_how, kept.acknowledged_at) == (hayase, "key", house.clock.now)
    assert acknowledge(call, hayase, at=house.clock.go(minutes=1), how="page").acknowledged_how == "key"


def test_he_is_reached_in_the_order_that_he_wants(hayase: Person) -> None:
    assert [one.ways for one in recipients(NIGHT)] == [()]

    set_wishes(hayase, Wishes(phone="090-0000-0011", ways=("sms", "phone")), actor=hayase)

    assert [one.ways for one in recipients(NIGHT)] == [(Way.SMS, Way.CALL)]


def test_there_is_one_open_call_about_a_thing(hayase: Person) -> None:
    about = About("incident", uuid4())
    first = call_duty(WORDS, at=NIGHT, about=about)
    assert call_duty(WORDS, at=NIGHT, about=about).id == first.id

    acknowledge(first, hayase, at=NIGHT, how="page")

    assert call_duty(WORDS, at=NIGHT, about=about).id != first.id


def test_a_call_that_is_withdrawn_rings_nobody(hayase: Person) -> None:
    house = House()
    call = call_duty(WORDS, at=house.clock.now)

    withdraw(call, at=house.clock.now)
    withdraw(call, at=house.clock.now)

    assert house.send() == 0


def test_no_company_sees_calls_of_staff(companies, hayase: Person) -> None:
    call_duty(WORDS, at=NIGHT)

    with tenant_scope(companies.minori.id):
        assert not StaffCall.objects.exists()
        assert not Delivery.objects.exists()


def test_what_is_not_there_is_not_acknowledged_and_nothing_is_said_without_words(hayase: Person) -> None:
    with pytest.raises(NotFound):
        acknowledge(StaffCall(id=uuid4()), hayase, at=NIGHT, how="page")
    with pytest.raises(BadWords):
        call_duty({}, at=NIGHT)
