"""One step of a delivery, with channels that misbehave."""

from __future__ import annotations

import pytest

from notify_cast import OVER, House, contact, deliveries, kinds_of, timed_out, told
from otasuke.advice.colour import Colour
from otasuke.web.notify.channels.port import Became, Receipt, Refused
from otasuke.web.notify.delivering import MOST_TRIES
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.sending import Sender
from otasuke.web.notify.services import close
from otasuke.web.notify.words import About
from otasuke.web.tenancy.scope import across

State = Delivery.State


@pytest.fixture
def house(companies) -> House:
    contact(companies.minori)
    return House()


def mail() -> Delivery:
    return deliveries(way="mail")[0]


def test_what_a_channel_takes_is_accepted(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)

    house.send()

    assert (mail().state, mail().carrier_id) == (State.ACCEPTED, "id-0")
    sent = house.mail.sent[0]
    assert (sent.to, sent.name, sent.word, sent.company) == (
        "sakaki@minori.example", "坂木 実", "今日中に", "有限会社みのり坂木工",
    )  # fmt: skip


@pytest.mark.parametrize("took_it", [True, False])
def test_a_channel_that_timed_out_is_asked_before_it_is_given_the_message_again(
    companies, house, took_it: bool
) -> None:
    told(companies.minori, Colour.YELLOW)
    house.mail.then = [timed_out(took_it=took_it)]

    house.send()
    assert mail().state == State.SENDING
    house.send(seconds=10)
    assert len(house.mail.sent) == took_it
    house.send(seconds=10)

    assert (mail().state, len(house.mail.sent)) == (State.ACCEPTED, 1)
    assert "in_doubt" in kinds_of(mail())


def test_while_it_cannot_be_asked_nothing_is_sent(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)
    house.mail.then = [timed_out(took_it=True)]
    house.mail.can_be_asked = False

    for _ in range(5):
        house.send(seconds=20)
    assert (mail().state, len(house.mail.sent)) == (State.SENDING, 1)
    house.mail.can_be_asked = True
    house.send(seconds=20)

    assert (mail().state, len(house.mail.sent)) == (State.ACCEPTED, 1)


def test_a_refusal_for_good_is_the_end_of_it(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)
    house.mail.then = [Refused("no such mailbox", is_permanent=True)]

    house.send()

    assert (mail().state, mail().words) == (State.GIVEN_UP, "no such mailbox")


def test_a_refusal_for_now_is_tried_again(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)
    house.mail.then = [Refused("421", is_permanent=False), Refused("421", is_permanent=False)]

    house.send()
    assert mail().state == State.WAITING
    house.send(seconds=30)
    house.send(seconds=120)

    assert (mail().state, mail().attempts, len(house.mail.sent)) == (State.ACCEPTED, 3, 1)


def test_a_channel_that_is_not_set_up_is_said_to_be(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)

    Sender({}, number=1, clock=house.clock).empty()

    assert "not set up" in mail().words


def test_what_was_closed_after_it_was_taken_is_not_sent(companies, house: House) -> None:
    made = told(companies.minori, Colour.YELLOW)
    house.mail.then = [timed_out(took_it=False)]
    house.send()

    close(companies.minori.id, About("incident", made.about_id), words=OVER, at=house.clock.now)
    house.send(minutes=1)

    assert (mail().state, house.mail.sent) == (State.NOT_NEEDED, [])


def test_what_was_taken_and_then_closed_counts_as_sent(companies, house: House) -> None:
    made = told(companies.minori, Colour.YELLOW)
    house.mail.then = [timed_out(took_it=True)]
    house.send()

    close(companies.minori.id, About("incident", made.about_id), words=OVER, at=house.clock.now)
    house.send(minutes=1)

    assert (mail().state, len(house.mail.sent)) == (State.ACCEPTED, 1)


@pytest.mark.parametrize(("became", "state"), [(Became.DELIVERED, State.DELIVERED), (Became.FAILED, State.FAILED)])
def test_a_text_is_asked_after(companies, house: House, became: Became, state: State) -> None:
    told(companies.minori)
    house.send()
    (text,) = deliveries(way="sms")
    house.sms.became[text.carrier_id] = Receipt(text.carrier_id, became, "30003")

    house.send(seconds=15)

    (text,) = deliveries(way="sms")
    assert (text.state, text.words) == (state, "30003")


def test_what_ends_the_process_again_and_again_is_given_up(companies, house: House) -> None:
    told(companies.minori, Colour.YELLOW)
    with across("tests"):
        Delivery.objects.update(attempts=MOST_TRIES)

    house.send()

    assert (mail().state, house.mail.sent) == (State.GIVEN_UP, [])
