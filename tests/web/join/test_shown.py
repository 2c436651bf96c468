"""What the page of devices shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from joining_cast import hear
from joining_pages import Walker, walker
from otasuke.web.join.shown import code_in, next_device, now_of
from otasuke.web.sensors.codes import LIVES_FOR
from otasuke.web.sensors.selectors import devices_of


@pytest.fixture
def minori(companies, broker) -> Walker:
    return walker(companies.minori).to_devices(windows=2, utm=1)


def test_the_turn_is_the_one_whose_code_the_browser_has(minori: Walker, companies) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in minori.client.cookies.items()}
    first, second, _box = devices_of(companies.minori)

    now = now_of(request, minori.joining, wanted="")

    assert now.turn
    assert now.turn.device == first
    assert now.code
    assert now.code.device == first.id
    assert [line.by_desk for line in now.lines] == [False, False, True]
    assert (now.left, now.by_desk, now.connected) == (2, 1, 0)
    other = now_of(request, minori.joining, wanted=str(second.id))
    assert other.turn
    assert (other.turn.device, other.code) == (second, None)
    assert other.digest != now.digest
    assert now_of(request, minori.joining, wanted="nobody").digest == now.digest


def test_a_code_that_was_tampered_with_or_is_over_is_none(minori: Walker) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in minori.client.cookies.items()}
    assert code_in(request, now=timezone.now()) is not None
    assert code_in(request, now=timezone.now() + LIVES_FOR) is None

    request.COOKIES["join-code"] = "x" + request.COOKIES["join-code"]

    assert code_in(request, now=timezone.now()) is None


def test_the_next_one_is_the_first_that_was_not_heard_and_takes_a_code(minori: Walker, companies) -> None:
    first, second, _ = devices_of(companies.minori)
    assert next_device(minori.joining) == first
    hear(companies.minori, most=1, at=timezone.now() - timedelta(minutes=1))
    assert next_device(minori.joining) == second
    hear(companies.minori, most=2, at=timezone.now())
    assert next_device(minori.joining) is None
