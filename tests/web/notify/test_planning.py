"""Filling the outbox, and taking back what waits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from notify_cast import MONDAY_10, contact, deliveries, kinds_of, three, told
from otasuke.advice.colour import Colour
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.planning import bring_forward, put_out, reference_of, take_back, waiting
from otasuke.web.notify.policy import Recipient, Way, plan
from otasuke.web.tenancy.scope import tenant_scope

LATER = MONDAY_10 + timedelta(minutes=1)


def test_the_same_plan_is_put_out_once(companies) -> None:
    contact(companies.minori)
    message = told(companies.minori)
    planned = plan(Colour.RED, [Recipient("坂木 実", "090-0000-0001", "sakaki@minori.example")], at=MONDAY_10)

    with tenant_scope(companies.minori.id):
        assert put_out(message, planned, at=LATER) == []

    assert len(deliveries()) == 3


def test_a_telephone_that_two_people_share_rings_once(companies) -> None:
    contact(companies.minori)
    contact(companies.minori, 2, name="坂木 静")

    told(companies.minori)

    assert [(one.way, one.name) for one in deliveries()] == [
        ("call", "坂木 実"),
        ("sms", "坂木 実"),
        ("mail", "坂木 実"),
    ]


def test_a_reference_is_made_of_what_is_sent_to_whom() -> None:
    one = reference_of(UUID(int=1), "told", 1, 0, "call", "090")

    assert one == reference_of(UUID(int=1), "told", 1, 0, "call", "090")
    assert len({one, *(reference_of(UUID(int=1), "told", 1, 0, "call", to) for to in ("091", "0", ""))}) == 4
    assert str(UUID(one)) == one


def test_what_waits_is_taken_back_with_the_reason(companies) -> None:
    three(companies.minori)
    message = told(companies.minori)

    with tenant_scope(companies.minori.id):
        assert take_back(message, at=LATER, why="acknowledged", ways=[Way.MAIL]) == 2
        assert take_back(message, at=LATER, why="closed") == 5

    (first, *_rest) = deliveries(way="mail")
    assert (first.state, first.words, first.next_at) == ("not_needed", "acknowledged", None)
    assert kinds_of(first) == ["planned", "not_needed"]
    assert not deliveries(state=Delivery.State.WAITING)


def test_what_waits_for_later_is_brought_forward(companies) -> None:
    three(companies.minori)
    message = told(companies.minori)

    with tenant_scope(companies.minori.id):
        moved = bring_forward(waiting(message).filter(way=Way.CALL), at=LATER, why="nobody answered")

    assert moved == 2
    assert [one.next_at for one in deliveries(way="call")] == [MONDAY_10, LATER, LATER]
