"""Links without a login: whose they are, that they are over, that they were changed."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_cast import MONDAY_10, contact, deliveries, told
from otasuke.advice.colour import Colour
from otasuke.web.notify.errors import BadLink, LinkOver
from otasuke.web.notify.links import LASTS, address_of, linked, token_of
from otasuke.web.notify.models import Delivery

MINUTE = timedelta(minutes=1)


@pytest.fixture
def delivery(companies) -> Delivery:
    contact(companies.minori)
    told(companies.minori, Colour.YELLOW)
    return deliveries()[0]


def test_a_link_leads_to_its_delivery_for_seven_days(delivery: Delivery) -> None:
    token = token_of(delivery, at=MONDAY_10)

    found = linked(token, now=MONDAY_10 + LASTS - MINUTE)

    assert (found.delivery.id, found.delivery.name, found.until) == (delivery.id, "坂木 実", MONDAY_10 + LASTS)
    assert found.delivery.message is not None


def test_after_that_it_says_whose_it_was(delivery: Delivery) -> None:
    with pytest.raises(LinkOver) as over:
        linked(token_of(delivery, at=MONDAY_10), now=MONDAY_10 + LASTS)

    assert over.value.delivery == delivery


def test_the_same_delivery_has_the_same_link_however_often_it_is_sent(delivery: Delivery) -> None:
    assert address_of(delivery) == address_of(delivery)
    assert address_of(delivery).startswith("http")
    assert len(token_of(delivery, at=MONDAY_10)) == 44


def test_a_token_says_nothing_of_whom_it_is_about(delivery: Delivery) -> None:
    raw = base64.urlsafe_b64decode(token_of(delivery, at=MONDAY_10))

    assert delivery.id.bytes in raw
    for told_nobody in (delivery.customer_id, delivery.message_id):
        assert told_nobody.bytes not in raw


def test_every_changed_letter_is_seen(delivery: Delivery) -> None:
    token = token_of(delivery, at=MONDAY_10)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BadLink):
            linked(token[:place] + other + token[place + 1 :], now=MONDAY_10)


def test_a_later_end_cannot_be_written_into_it(delivery: Delivery) -> None:
    raw = bytearray(base64.urlsafe_b64decode(token_of(delivery, at=MONDAY_10)))
    raw[19] ^= 1
    with pytest.raises(BadLink):
        linked(base64.urlsafe_b64encode(bytes(raw)).decode(), now=MONDAY_10)


def test_a_link_to_nothing_is_no_link(database) -> None:
    with pytest.raises(BadLink, match="not there any more"):
        linked(token_of(Delivery(id=uuid4()), at=MONDAY_10), now=MONDAY_10)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_is_a_link_by_chance(token: str) -> None:
    with pytest.raises(BadLink):
        linked(token, now=MONDAY_10)
