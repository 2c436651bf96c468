"""Reading messages and their proof."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from notify_cast import MONDAY_10, OVER, House, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.notify import selectors
from otasuke.web.notify.errors import NotFound
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.outbox import end
from otasuke.web.notify.services import close
from otasuke.web.notify.words import About


def test_a_company_reads_what_is_open_and_its_own(companies) -> None:
    about = uuid4()
    message = told(companies.minori, Colour.GREEN, about=about)
    told(companies.kobato, Colour.GREEN)

    assert selectors.open_messages(companies.minori.id) == [message]
    assert selectors.message_about(companies.minori.id, About("incident", about)) == message
    assert selectors.message_about(companies.kobato.id, About("incident", about)) is None
    close(companies.minori.id, About("incident", about), words=OVER, at=MONDAY_10)
    assert selectors.open_messages(companies.minori.id) == []


def test_the_proof_is_in_order_and_says_how_long_it_took(companies) -> None:
    contact(companies.minori)
    message = told(companies.minori)
    house = House()
    assert selectors.was_told(message) is None
    assert selectors.minutes_to_answer(message) is None
    house.send(seconds=12)
    (call,) = deliveries(way="call")

    first = selectors.proofs_of(message)[0]

    assert (first.delivery.way, first.took, first.is_late) == ("call", timedelta(seconds=12), False)
    assert [event.kind for event in first.events] == ["planned", "sending", "accepted"]
    assert selectors.was_told(message) == house.clock.now
    end(call.id, Delivery.State.ACKNOWLEDGED, at=house.clock.go(seconds=18))
    assert selectors.minutes_to_answer(selectors.message_for_staff(message.id)) == 0.5


def test_what_was_promised_and_not_kept_is_late(companies) -> None:
    contact(companies.minori)
    message = told(companies.minori)
    house = House()
    house.send(minutes=16)
    end(deliveries(way="call")[0].id, Delivery.State.FAILED, at=house.clock.now)

    assert selectors.proofs_of(message)[0].is_late


def test_what_is_not_there_is_not_found(database) -> None:
    for ask in (selectors.message_for_staff, selectors.call_for_staff):
        with pytest.raises(NotFound):
            ask(uuid4())
    assert selectors.newest_messages(most=5) == selectors.newest_calls(most=5) == []
