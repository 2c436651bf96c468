"""Taking rows of the outbox, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from notify_cast import MONDAY_10, House, contact, deliveries, kinds_of, told
from otasuke.advice.colour import Colour
from otasuke.web.notify import outbox
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.outbox import LOCKS, accept, end, leave_in_doubt, look_later, put_back, take
from otasuke.web.notify.policy import Urgency

State = Delivery.State
DOUBT = timedelta(seconds=20)
SECOND = timedelta(seconds=1)


def taken(now=MONDAY_10, **known):
    return take(now, sender=known.pop("sender", 1), doubt=DOUBT, **known)


def yellow(companies) -> Delivery:
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)
    return deliveries()[0]


def test_nothing_is_taken_before_it_is_due(companies) -> None:
    yellow(companies)

    assert taken(MONDAY_10 - SECOND) is None
    assert taken() is not None


def test_what_is_under_way_is_not_taken_twice(companies) -> None:
    yellow(companies)

    first = taken()

    assert first is not None
    assert (first.was_begun, first.delivery.state, first.delivery.attempts) == (False, State.SENDING, 1)
    assert taken() is None


def test_a_row_whose_process_is_gone_is_taken_when_it_may_be_asked_about(companies) -> None:
    yellow(companies)
    taken(sender=7)

    assert taken(MONDAY_10 + DOUBT - SECOND) is None
    again = taken(MONDAY_10 + DOUBT)
    assert again is not None
    assert (again.was_begun, again.delivery.attempts) == (True, 2)
    assert again.delivery.began_at == MONDAY_10


def test_a_row_whose_process_lives_is_left_to_it(companies) -> None:
    yellow(companies)
    taken(sender=7)
    told_by = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    with psycopg.connect(**{name: told_by[name] for name in names if name in told_by}) as other:
        other.execute("SELECT pg_advisory_lock(%s, 7)", [LOCKS])

        assert taken(MONDAY_10 + timedelta(hours=1)) is None

    assert taken(MONDAY_10 + timedelta(hours=1)) is not None


def test_the_urgent_go_first_and_some_take_nothing_else(companies) -> None:
    contact(companies.kobato, phone="", email="kobato@kobato.example")
    told(companies.kobato, Colour.YELLOW, at=MONDAY_10 - timedelta(minutes=5))
    contact(companies.minori)
    told(companies.minori)

    ways = [taken(most=Urgency.NOW) for _ in range(3)]
    rest = taken()

    assert [one and one.delivery.way for one in ways] == ["call", "sms", None]
    assert rest is not None
    assert rest.delivery.way == "mail"


def test_nobodys_telephone_is_called_twice_at_a_time(companies) -> None:
    for company in (companies.minori, companies.kobato):
        contact(company, email="")
        told(company)

    ways = [one.delivery.way for one in iter(taken, None)]

    assert sorted(ways) == ["call", "sms", "sms"]


def test_what_was_accepted_and_cannot_be_asked_about_is_done(companies) -> None:
    one = yellow(companies)
    taken()

    accept(one.id, carrier_id="x", at=MONDAY_10)

    (kept,) = deliveries()
    assert (kept.state, kept.next_at, kept.carrier_id, kept.accepted_at) == ("accepted", None, "x", MONDAY_10)
    assert kinds_of(one) == ["planned", "sending", "accepted"]


def test_a_report_that_was_faster_than_the_receipt_stays(companies) -> None:
    one = yellow(companies)
    taken()

    end(one.id, State.DELIVERED, at=MONDAY_10)
    accept(one.id, carrier_id="x", at=MONDAY_10)

    assert deliveries()[0].state == State.DELIVERED


@pytest.mark.parametrize(
    ("known", "then", "wanted"),
    [
        (State.DELIVERED, State.FAILED, State.DELIVERED),
        (State.FAILED, State.DELIVERED, State.DELIVERED),
        (State.NOT_NEEDED, State.FAILED, State.NOT_NEEDED),
        (State.GIVEN_UP, State.ACKNOWLEDGED, State.ACKNOWLEDGED),
        (State.ACKNOWLEDGED, State.FAILED, State.ACKNOWLEDGED),
        (State.DELIVERED, State.DELIVERED, State.DELIVERED),
    ],
)
def test_reports_come_twice_and_in_any_order(companies, known: State, then: State, wanted: State) -> None:
    one = yellow(companies)
    taken()

    end(one.id, known, at=MONDAY_10)
    end(one.id, then, at=MONDAY_10)

    assert deliveries(id=one.id)[0].state == wanted


def test_what_was_refused_for_now_waits_longer_and_longer_and_is_given_up(companies) -> None:
    one, now, waits = yellow(companies), MONDAY_10, []
    while deliveries(id=one.id)[0].state == State.WAITING:
        assert taken(now) is not None
        put_back(one.id, at=now, words="421 busy")
        (kept,) = deliveries(id=one.id)
        waits.append((kept.next_at or now) - now)
        now = kept.next_at or now

    assert waits == sorted(waits[:-1]) + waits[-1:]
    assert deliveries(id=one.id)[0].state == State.GIVEN_UP


def test_what_is_in_doubt_is_asked_about_later(companies) -> None:
    one = yellow(companies)
    taken()

    leave_in_doubt(one.id, at=MONDAY_10, doubt=DOUBT, words="no answer")

    assert taken(MONDAY_10 + DOUBT - SECOND) is None
    again = taken(MONDAY_10 + DOUBT)
    assert again is not None
    assert again.was_begun


def test_a_call_of_which_nothing_is_heard_has_failed_at_last(companies) -> None:
    contact(companies.minori)
    told(companies.minori)
    first = taken()
    assert first
    accept(first.delivery.id, carrier_id="x", at=MONDAY_10)
    now = MONDAY_10

    while deliveries(id=first.delivery.id)[0].state == State.ACCEPTED:
        now += timedelta(seconds=10)
        look_later(first.delivery.id, at=now)

    assert now - MONDAY_10 == timedelta(minutes=5)
    assert deliveries(id=first.delivery.id)[0].state == State.FAILED


def test_what_has_ended_is_left_alone(companies) -> None:
    one = yellow(companies)
    taken()
    end(one.id, State.FAILED, at=MONDAY_10)

    put_back(one.id, at=MONDAY_10, words="x")
    leave_in_doubt(one.id, at=MONDAY_10, doubt=DOUBT, words="x")
    look_later(one.id, at=MONDAY_10)

    assert deliveries(id=one.id)[0].state == State.FAILED


def test_it_is_known_what_the_channel_calls_others_to_the_same_address(companies) -> None:
    contact(companies.minori, phone="")
    told(companies.minori, Colour.YELLOW)
    House().send()
    told(companies.minori, Colour.YELLOW)
    (known,) = deliveries(state=State.ACCEPTED)

    first = taken()
    again = taken(MONDAY_10 + DOUBT)

    assert first
    assert again
    assert (list(first.known), list(again.known)) == ([], [known.carrier_id])
    assert outbox.is_needed(again.delivery)
