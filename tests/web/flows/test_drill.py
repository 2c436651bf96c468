"""A false 赤 goes through the real chain."""

from __future__ import annotations

from datetime import time, timedelta
from random import Random

import pytest

from drill_cast import BEGAN, NAMES, three_at_night
from notify_cast import House, deliveries
from otasuke.web.accounts.models import Person
from otasuke.web.duty.drilling import begin, change_plan, draw_lots, going_on, read, results
from otasuke.web.duty.drills import GIVES_UP_AFTER, Outcome, Record
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import Drill, DrillResult
from otasuke.web.flows.drill import WAITS_FOR_REAL, WORDS, progress, real_call, settle, start, stop, tend
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.outbox import end
from otasuke.web.notify.staffing import acknowledge, call_duty

State = Delivery.State


@pytest.fixture
def people(database) -> tuple[Person, Person, Person]:
    return three_at_night()


@pytest.fixture
def house(people: tuple[Person, Person, Person]) -> House:
    house = House()
    house.clock.now = BEGAN
    return house


def rings(house: House, state: State, words: str = "") -> None:
    """What becomes of the call that is under way."""
    for one in deliveries(way="call", state=State.ACCEPTED):
        end(one.id, state, at=house.clock.go(seconds=25), words=words)
    house.send(seconds=5)


def filed() -> Record:
    return read(DrillResult.objects.get())


def test_the_third_answers_and_that_is_filed_with_everything_before_it(house: House, people) -> None:
    start(by=people[2], at=BEGAN)
    house.send()
    rings(house, State.FAILED, "no-answer")
    rings(house, State.FAILED, "busy")
    assert settle(house.clock.now) is None
    rings(house, State.ACKNOWLEDGED)
    answered = house.clock.now - timedelta(seconds=5)

    tend(house.clock.now)

    record = filed()
    assert (record.answered_by, record.answered_at, record.place, record.how) == (NAMES[2], answered, 3, "key")
    assert record.asked_by == NAMES[2]
    called = [(one.name, one.outcome) for one in record.tries if one.way == "phone"]
    assert called == [
        (NAMES[0], Outcome.NO_ANSWER),
        (NAMES[1], Outcome.BUSY),
        (NAMES[2], Outcome.ANSWERED),
    ]
    assert record.is_kept
    assert house.call.whom == [one.phone for one in people]
    assert all(one.is_drill for one in (*house.call.sent, *house.sms.sent))
    assert going_on() is None


def test_every_word_of_it_says_that_it_is_a_drill() -> None:
    assert all("訓練" in words for words in (WORDS["ja"].title, WORDS["ja"].happened))
    assert all("drill" in words for words in (WORDS["en"].title, WORDS["en"].happened))


def test_a_drill_that_nobody_answers_ends_after_an_hour_and_rings_no_more(house: House, people) -> None:
    start(by=None, at=BEGAN)
    for _ in range(8):
        house.send()
        rings(house, State.FAILED, "no-answer")
    house.clock.now = BEGAN + GIVES_UP_AFTER

    kept = settle(house.clock.now)

    assert kept
    assert (filed().answered_by, filed().is_kept) == ("", False)
    before = len(house.call.sent)
    house.send(hours=2)
    assert len(house.call.sent) == before


def test_who_takes_the_call_and_presses_nothing_has_not_answered(house: House, people) -> None:
    drill = start(by=None, at=BEGAN)
    house.send()
    rings(house, State.FAILED, "it was taken, and nobody pressed the key")

    assert progress(drill, house.clock.now).tries[0].outcome is Outcome.NO_KEY
    assert len(house.call.sent) == 2


def test_it_can_be_answered_without_a_telephone(house: House, people) -> None:
    drill = start(by=people[2], at=BEGAN)
    assert progress(drill, house.clock.go(minutes=1)).tries == ()
    house.send()
    assert [one.outcome for one in progress(drill, house.clock.now).tries] == [Outcome.UNDER_WAY, Outcome.BROUGHT]

    acknowledge(deliveries(way="call")[0].staff_call, people[1], at=house.clock.now, how="page")  # type: ignore[arg-type]
    settle(house.clock.now)

    assert (filed().answered_by, filed().how) == (NAMES[1], "page")


def test_who_began_it_may_stop_it_and_that_is_filed(house: House, people) -> None:
    start(by=people[2], at=BEGAN)

    stop(by=people[2], at=BEGAN + timedelta(minutes=2))

    assert (filed().stopped_by, filed().is_kept) == (NAMES[2], False)
    assert house.send(minutes=30) == 0
    with pytest.raises(NotFound):
        stop(by=people[2], at=house.clock.now)


def test_nothing_real_is_disturbed(companies, house: House, people) -> None:
    real = call_duty(WORDS, at=BEGAN, customer_id=companies.minori.id)
    change_plan(1, (time(22), time(5)), actor=None, at=BEGAN)
    lot = Drill.objects.create(planned_for=BEGAN)

    assert real_call() == real
    with pytest.raises(Refused):
        start(by=people[2], at=BEGAN)
    tend(BEGAN, dice=Random(1))
    lot.refresh_from_db()
    assert (lot.begun_at, lot.planned_for) == (None, BEGAN + WAITS_FOR_REAL)

    acknowledge(real, people[0], at=BEGAN, how="page")
    tend(BEGAN + WAITS_FOR_REAL, dice=Random(1))
    lot.refresh_from_db()
    assert lot.begun_at == BEGAN + WAITS_FOR_REAL


def test_a_drill_by_lot_is_held_at_its_minute_and_only_then(house: House, people) -> None:
    change_plan(1, (time(22), time(5)), actor=None, at=BEGAN)
    (lot,) = draw_lots(BEGAN, dice=Random(1))

    tend(lot.planned_for - timedelta(minutes=1), dice=Random(2))
    assert going_on() is None
    tend(lot.planned_for, dice=Random(2))
    tend(lot.planned_for + timedelta(minutes=1), dice=Random(2))

    assert going_on() == lot
    house.clock.now = lot.planned_for
    house.send()
    assert len(house.call.sent) == 1
    assert results() == []


def test_a_drill_whose_call_cannot_be_made_has_not_begun(people, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("otasuke.web.flows.drill.call_duty", broken)

    with pytest.raises(RuntimeError):
        start(by=None, at=BEGAN)
    assert going_on() is None
    assert begin(None, by=None, at=BEGAN)
