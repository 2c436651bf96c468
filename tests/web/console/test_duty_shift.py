"""The page of a shift."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

import pytest
from django.utils import timezone

from duty_cast import Four, staff_of_four
from duty_pages import next_on, undo_in
from otasuke.web.accounts.models import Person
from otasuke.web.duty.models import CancelledShift, ExtraShift, Swap
from otasuke.web.duty.rota import Line, day_of
from otasuke.web.duty.services import add_extra, add_line
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


def a_shift(person: Person) -> str:
    """The address of a night of somebody, next Monday."""
    line = Line(uuid4(), person.id, time(18), time(9), day_of(timezone.now()), weekday=0)
    add_line(line, actor=None)
    return f"/console/duty/shifts/{line.id}/{next_on(0)}"


def test_its_owner_asks_a_colleague_and_can_withdraw_it(four: Four) -> None:
    me = hayase("desk")
    client, address = browser_of_staff(me), a_shift(me)

    text = client.post(address, {"act": "offer", "to": str(four.kamoi.id), "words": "通院"}, follow=True)

    assert "返事があるまでは、あなたの当番です。" in text.content.decode()
    assert (Swap.objects.get().taker, Swap.objects.get().words) == (four.kamoi, "通院")
    client.post("/console/duty/undo", {"said": undo_in(text.content.decode())})
    assert Swap.objects.get().state == Swap.State.WITHDRAWN


def test_nobody_else_can_offer_it_and_only_who_plans_decides(four: Four) -> None:
    client, address = browser_of_staff(hayase("desk")), a_shift(four.kamoi)

    assert client.post(address, {"act": "offer", "to": ""}).status_code == 404
    for act in ("impose", "cancel", "fly"):
        assert client.post(address, {"act": act, "to": str(four.minase.id)}).status_code == 404
    assert "この当番の人か管理者が決めます" in client.get(address).content.decode()


def test_who_plans_gives_it_to_another_and_back(four: Four) -> None:
    client, address = browser_of_staff(hayase("manager")), a_shift(four.kamoi)

    text = client.post(address, {"act": "impose", "to": str(four.minase.id)}, follow=True).content.decode()

    assert "鴨居 渉さんの代わりです。" in text
    client.post("/console/duty/undo", {"said": undo_in(text)})
    assert Swap.objects.get().state == Swap.State.UNDONE


def test_who_is_away_then_cannot_get_it_and_the_form_says_so(four: Four) -> None:
    client, address = browser_of_staff(hayase("manager")), a_shift(four.kamoi)
    add_extra(four.minase.id, next_on(0), begins=time(20), ends=time(23), place=1, actor=None)

    answer = client.post(address, {"act": "impose", "to": str(four.minase.id)})

    assert answer.status_code == 422
    assert "別の当番か不在が入っています" in answer.content.decode()


def test_a_shift_of_the_pattern_is_cancelled_on_its_day_and_an_extra_is_removed(four: Four) -> None:
    client, address = browser_of_staff(hayase("manager")), a_shift(four.kamoi)
    extra = add_extra(four.minase.id, next_on(2), begins=time(20), ends=time(23), place=1, actor=None)

    text = client.post(address, {"act": "cancel"}, follow=True).content.decode()
    assert CancelledShift.objects.count() == 1
    assert client.get(address).status_code == 404
    client.post("/console/duty/undo", {"said": undo_in(text)})
    assert CancelledShift.objects.count() == 0

    text = client.post(f"/console/duty/shifts/{extra.id}/{next_on(2)}", {"act": "cancel"}, follow=True).content.decode()
    assert ExtraShift.objects.count() == 0
    client.post("/console/duty/undo", {"said": undo_in(text)})
    assert ExtraShift.objects.get().person == four.minase


@pytest.mark.parametrize("day", ["2026-02-30", "soon", "2020-01-06", "0001-01-01", "9999-12-31"])
def test_a_shift_that_is_not_there_is_not_found(four: Four, day: str) -> None:
    client = browser_of_staff(hayase("manager"))

    assert client.get(f"/console/duty/shifts/{uuid4()}/{day}").status_code == 404
