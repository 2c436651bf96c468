"""Shifts change hands, and come back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from duty_cast import Four, staff_of_four
from otasuke.web.accounts.models import Person
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import Swap
from otasuke.web.duty.rota import JAPAN, Key, Line
from otasuke.web.duty.selectors import on_duty
from otasuke.web.duty.services import add_absence, add_extra, add_line
from otasuke.web.duty.swaps import accept, decline, impose, offer, undo, withdraw

AT = datetime(2026, 11, 20, 12, tzinfo=JAPAN)
DAY = date(2026, 11, 23)
NIGHT = datetime(2026, 11, 24, 3, tzinfo=JAPAN)


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


@pytest.fixture
def key(four: Four) -> Key:
    line = Line(uuid4(), four.hayase.id, time(22), time(7), date(2026, 11, 1), weekday=0)
    add_line(line, actor=four.otowa)
    return line.id, DAY


def whose() -> list[Person]:
    return [Person.objects.get(id=one.person) for one in on_duty(NIGHT)]


def test_an_offered_shift_changes_hands_when_the_other_says_yes_and_comes_back(four: Four, key: Key, verbs) -> None:
    offered = offer(key, four.kamoi.id, words="子どもの発表会", actor=four.hayase, at=AT)
    assert whose() == [four.hayase]

    accept(offered.id, actor=four.kamoi, at=AT)
    assert whose() == [four.kamoi]

    undo(offered.id, actor=four.hayase, at=AT)
    assert whose() == [four.hayase]
    assert verbs()[1:] == ["duty.swap_offered", "duty.swap_accepted", "duty.swap_undone"]


def test_an_offer_to_anybody_is_taken_by_who_says_yes_first(four: Four, key: Key) -> None:
    offered = offer(key, None, actor=four.hayase, at=AT)

    assert accept(offered.id, actor=four.minase, at=AT).taker == four.minase
    assert whose() == [four.minase]
    with pytest.raises(NotFound):
        accept(offered.id, actor=four.kamoi, at=AT)


def test_only_whom_it_was_offered_to_may_take_or_decline_it(four: Four, key: Key) -> None:
    offered = offer(key, four.kamoi.id, actor=four.hayase, at=AT)

    for person in (four.minase, four.hayase, four.otowa):
        with pytest.raises(NotFound):
            accept(offered.id, actor=person, at=AT)
        with pytest.raises(NotFound):
            decline(offered.id, actor=person, at=AT)
    decline(offered.id, actor=four.kamoi, at=AT)
    assert whose() == [four.hayase]


def test_a_shift_of_somebody_else_cannot_be_offered_nor_one_twice(four: Four, key: Key) -> None:
    with pytest.raises(NotFound):
        offer(key, four.minase.id, actor=four.kamoi, at=AT)
    offered = offer(key, None, actor=four.hayase, at=AT)
    with pytest.raises(Refused):
        offer(key, None, actor=four.hayase, at=AT)

    withdraw(offered.id, actor=four.hayase, at=AT)
    offer(key, four.kamoi.id, actor=four.hayase, at=AT)


def test_who_has_a_shift_then_or_is_away_cannot_take_it(four: Four, key: Key) -> None:
    add_extra(four.kamoi.id, DAY, begins=time(20), ends=time(23), place=2, actor=four.otowa)
    add_absence(four.minase.id, NIGHT, NIGHT + timedelta(hours=1), actor=four.minase)

    for person in (four.kamoi, four.minase, four.hayase):
        with pytest.raises(Refused):
            offer(key, person.id, actor=four.hayase, at=AT)
    offered = offer(key, None, actor=four.hayase, at=AT)
    with pytest.raises(Refused):
        accept(offered.id, actor=four.kamoi, at=AT)


def test_a_manager_may_decide_and_then_what_was_offered_is_over(four: Four, key: Key) -> None:
    offered = offer(key, four.kamoi.id, actor=four.hayase, at=AT)
    with pytest.raises(NotFound):
        impose(key, four.minase.id, actor=four.kamoi, at=AT)

    made = impose(key, four.minase.id, actor=four.otowa, at=AT)

    assert whose() == [four.minase]
    offered.refresh_from_db()
    assert (made.state, offered.state) == (Swap.State.IMPOSED, Swap.State.WITHDRAWN)


def test_what_was_passed_on_is_undone_from_its_end(four: Four, key: Key) -> None:
    first = impose(key, four.kamoi.id, actor=four.otowa, at=AT)
    second = impose(key, four.minase.id, actor=four.otowa, at=AT + timedelta(minutes=1))

    with pytest.raises(Refused):
        undo(first.id, actor=four.otowa, at=AT + timedelta(minutes=2))
    undo(second.id, actor=four.minase, at=AT + timedelta(minutes=2))
    assert whose() == [four.kamoi]
    undo(first.id, actor=four.hayase, at=AT + timedelta(minutes=3))
    assert whose() == [four.hayase]


def test_nobody_else_may_undo_nor_anybody_once_it_began(four: Four, key: Key) -> None:
    made = impose(key, four.kamoi.id, actor=four.otowa, at=AT)

    with pytest.raises(NotFound):
        undo(made.id, actor=four.minase, at=AT)
    with pytest.raises(Refused):
        undo(made.id, actor=four.otowa, at=NIGHT)


def test_a_shift_that_is_over_or_never_was_cannot_change_hands(four: Four, key: Key) -> None:
    for gone, at in ((key, NIGHT + timedelta(days=1)), ((uuid4(), DAY), AT), ((key[0], DAY + timedelta(days=1)), AT)):
        with pytest.raises(Refused):
            impose(gone, four.kamoi.id, actor=four.otowa, at=at)


def test_an_offer_cannot_be_taken_when_the_shift_has_gone_to_another(four: Four, key: Key) -> None:
    offered = offer(key, None, actor=four.hayase, at=AT)
    Swap.objects.create(
        source=key[0],
        day=DAY,
        giver=four.hayase,
        taker=four.kamoi,
        state=Swap.State.IMPOSED,
        offered_at=AT,
        decided_at=AT,
    )

    with pytest.raises(Refused):
        accept(offered.id, actor=four.minase, at=AT)
