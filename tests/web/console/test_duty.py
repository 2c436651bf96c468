"""The page of the rota."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from duty_cast import Four, staff_of_four
from duty_pages import duty_things, next_on, share_nights, undo_in
from otasuke.web.accounts.models import Person
from otasuke.web.console.duty import asked_day
from otasuke.web.duty.models import Swap
from otasuke.web.duty.rota import day_of, shift_of
from otasuke.web.duty.selectors import rota, staff_people
from otasuke.web.duty.swaps import impose, offer
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


def sign_in(role: str = "desk") -> tuple[Person, Client]:
    person = hayase(role)
    return person, browser_of_staff(person)


def page(client: Client, address: str = "/console/duty") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_pattern_it_says_that_nobody_is_there_and_whom_a_red_would_call(four: Four) -> None:
    _, client = sign_in()

    text = page(client)

    assert "この時間はだれもいません。" in text
    assert "当番の型がまだありません。" in text
    assert text.index("音羽 静") < text.index("鴨居 渉")  # the manager is called first


def test_it_says_who_is_there_names_the_gaps_first_and_draws_the_week(four: Four) -> None:
    _, client = sign_in()
    share_nights(four, first=day_of(timezone.now()) - timedelta(days=7))

    text = page(client)

    assert re.search(r"いまの当番は、|この時間はだれもいません。", text)
    assert text.index("だれもいない時間が4つ") < text.index("今週の当番")
    assert text.count('class="day') == 14  # seven in the picture, seven in the list of a phone
    assert "36時間" in text
    assert "当番を入れる" not in text  # that is for who plans


def test_who_plans_is_led_from_a_gap_to_a_form_that_is_filled_in(four: Four) -> None:
    _, client = sign_in("manager")
    share_nights(four, first=day_of(timezone.now()) - timedelta(days=7))

    link = re.search(r'href="(/console/duty/pattern\?day=[^"#]+)#single"', page(client))

    assert link
    form = page(client, link[1].replace("&amp;", "&"))
    assert 'value="09:00"' in form
    assert 'value="18:00"' in form


def test_another_week_can_be_looked_at(four: Four) -> None:
    _, client = sign_in()

    text = page(client, "/console/duty?week=2028-02-29")

    assert "この週の当番" in text
    assert "2/29（火）" in text
    assert 'class="now"' not in text
    assert asked_day("soon") is None
    assert "今週の当番" in page(client, "/console/duty?week=soon")


def test_an_offer_is_taken_by_a_button_and_given_back_by_another(four: Four) -> None:
    me, client = sign_in()
    things = duty_things(four, timezone.now())
    assert "「子どもの発表会」" in page(client)

    text = client.post(f"/console/duty/swaps/{things['swap']}/accept", follow=True).content.decode()

    assert "この当番は、あなたの当番です。" in text
    assert Swap.objects.get().taker == me
    text = client.post("/console/duty/undo", {"said": undo_in(text)}, follow=True).content.decode()
    assert "元に戻しました。" in text
    assert Swap.objects.get().state == Swap.State.UNDONE


def test_what_somebody_else_has_taken_meanwhile_is_said(four: Four) -> None:
    _, client = sign_in()

    text = client.post(f"/console/duty/swaps/{uuid4()}/accept", follow=True).content.decode()

    assert "もう変わっていたので、何もしていません。" in text
    assert client.post(f"/console/duty/swaps/{uuid4()}/steal").status_code == 404


def test_a_shift_that_clashes_is_not_taken_and_it_says_why(four: Four) -> None:
    me, client = sign_in()
    lines = share_nights([four.hayase, me], first=day_of(timezone.now()))
    line = next(one for one in lines if one.person == four.hayase.id and one.weekday == 0)
    day = next_on(0)
    swap = offer((line.id, day), None, actor=four.hayase, at=timezone.now())

    text = client.post(f"/console/duty/swaps/{swap.id}/accept", follow=True).content.decode()

    assert "別の当番か不在が入っています" in text


def test_what_changed_hands_is_shown_to_all_and_undone_by_whom_it_concerns(four: Four) -> None:
    _, client = sign_in()
    line = next(one for one in share_nights([four.hayase], first=day_of(timezone.now())) if one.weekday == 0)
    made = impose((line.id, next_on(0)), four.minase.id, actor=four.otowa, at=timezone.now())

    text = page(client)

    assert "早瀬 遥さん → 水無瀬 円さん" in text
    assert f"/console/duty/swaps/{made.id}/undo" not in text
    client.post(f"/console/duty/swaps/{made.id}/undo")
    assert whose(line.id, next_on(0)) == four.minase.id


def whose(line: UUID, day: date) -> UUID | None:
    at = timezone.now()
    found = shift_of(rota(at, at + timedelta(days=9), staff_people()), (line, day))
    return found.person if found else None
