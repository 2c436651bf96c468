"""What the tables hold, and what they refuse."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from notify_cast import WORDS, contact, deliveries, told
from otasuke.web.notify.models import Delivery, DeliveryEvent, Message, StaffCall
from otasuke.web.notify.words import packed
from otasuke.web.tenancy.scope import across


def test_they_read_as_what_they_are() -> None:
    message = Message(words=packed(WORDS))

    assert str(message) == str(StaffCall(words=packed(WORDS))) == "経理のパソコンが乗っ取られかけています"
    assert str(Delivery(way="call", reference="r", state="waiting")) == "call r waiting"
    assert str(DeliveryEvent(kind="planned")).startswith("planned")


def test_a_delivery_is_of_a_message_or_of_a_call(companies) -> None:
    contact(companies.minori)
    told(companies.minori)
    (first, *_rest) = deliveries()

    with across("tests"), pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(id=first.id).update(message=None)


def test_the_log_can_be_added_to_alone(companies) -> None:
    contact(companies.minori)
    told(companies.minori)

    for change in (lambda: DeliveryEvent.objects.update(words="x"), lambda: DeliveryEvent.objects.all().delete()):
        with across("tests"), pytest.raises(ProgrammingError), transaction.atomic():
            change()
