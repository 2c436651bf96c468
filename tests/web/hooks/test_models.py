"""Endpoints, what they are told, and how each try went."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from otasuke.web.hooks.models import ALL_TRIES, Attempt, Delivery, Endpoint
from otasuke.web.hooks.policy import WAITS

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_delivery_has_one_try_more_than_waits() -> None:
    assert Delivery().tries_left == ALL_TRIES == len(WAITS) + 1


def test_they_read_as_what_they_are() -> None:
    delivery = Delivery(id=UUID(int=1), kind="device.added")

    assert str(Endpoint(url="https://hooks.example/")) == "https://hooks.example/"
    assert str(delivery) == f"device.added {UUID(int=1)}"
    assert str(Attempt(delivery=delivery, status=500)).endswith(" 500")
