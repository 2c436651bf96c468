"""Who is on duty and whom to call, by what is kept."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from duty_cast import Four, staff_of_four
from otasuke.web.accounts.models import Person, Post
from otasuke.web.duty.models import Reach
from otasuke.web.duty.policy import Rung
from otasuke.web.duty.rota import JAPAN, DayKind, Line, Place
from otasuke.web.duty.selectors import chain, is_confirmed, on_duty, open_offers, phone_of, shifts_now, staff_people
from otasuke.web.duty.services import Wishes, add_absence, add_line, set_wishes
from otasuke.web.duty.swaps import offer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=JAPAN)


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


def night(person: Person, place: Place = Place.FIRST) -> Line:
    line = Line(uuid4(), person.id, time(22), time(7), date(2026, 11, 1), kind=DayKind.ORDINARY, weekday=0, place=place)
    add_line(line, actor=None)
    return line


def test_the_chain_names_everybody_with_how_he_is_reached(four: Four) -> None:
    night(four.hayase)
    night(four.kamoi, Place.SECOND)
    set_wishes(
        four.hayase, Wishes(phone="070-0000-0111", mail="haruka@home.example", ways=("sms", "phone")), actor=None
    )

    found = chain(AT)

    assert [(one.name, one.rung, one.step) for one in found] == [
        ("早瀬 遥", Rung.DUTY, 1),
        ("鴨居 渉", Rung.SECOND, 2),
        ("音羽 静", Rung.MANAGER, 3),
        ("水無瀬 円", Rung.ALL, 4),
    ]
    assert (found[0].phone, found[0].mail, found[0].ways) == ("070-0000-0111", "haruka@home.example", ("sms", "phone"))
    assert (found[1].phone, found[1].mail, found[1].ways) == ("", four.kamoi.email, ("phone", "sms", "mail"))
    assert [one.after_minutes for one in found] == [0, 4, 4, 4]  # who has no phone is not waited for
    assert {one.language for one in found} == {"ja"}


def test_nobody_on_duty_is_said_and_the_manager_is_called(four: Four) -> None:
    assert on_duty(AT) == []
    assert next(one.name for one in chain(AT)) == "音羽 静"


def test_who_is_on_duty_is_so_for_the_time_of_his_shift_alone(four: Four) -> None:
    night(four.hayase)

    assert [one.name for one in on_duty(AT)] == ["早瀬 遥"]
    assert [one.person for one in shifts_now(AT)] == [four.hayase.id]
    assert on_duty(AT + timedelta(hours=4)) == []


def test_if_all_are_away_all_are_called_but_nobody_is_on_duty(four: Four) -> None:
    night(four.hayase)
    for person in four:
        add_absence(person.id, AT - timedelta(days=1), AT + timedelta(days=1), actor=None)

    assert on_duty(AT) == []
    assert len(chain(AT)) == len(four)


def test_who_left_is_called_no_more_and_his_shift_is_a_gap(four: Four) -> None:
    night(four.hayase)
    Post.objects.filter(person=four.hayase).delete()

    assert on_duty(AT) == []
    assert four.hayase.id not in {one.person for one in chain(AT)}
    assert four.hayase not in staff_people()


def test_a_number_that_nobody_can_call_is_none(four: Four) -> None:
    four.hayase.phone = "内線 12"

    assert phone_of(four.hayase, None) == ""
    assert phone_of(four.hayase, Reach(phone="070-0000-0111")) == "070-0000-0111"
    four.hayase.phone = "06-0000-0119"
    assert phone_of(four.hayase, Reach()) == "06-0000-0119"


def test_open_offers_are_those_of_today_and_later(four: Four) -> None:
    line = night(four.hayase)
    made = offer((line.id, date(2026, 11, 30)), None, actor=four.hayase, at=AT)

    assert open_offers(AT) == [made]
    assert open_offers(AT + timedelta(days=20)) == []


def test_a_number_is_confirmed_if_it_is_the_one_whose_code_he_read(four: Four) -> None:
    four.hayase.mobile = "+817000000111"

    assert is_confirmed(four.hayase, "070-0000-0111")
    assert not is_confirmed(four.hayase, "070-0000-0112")
    assert not is_confirmed(four.hayase, "内線 12")
    assert not is_confirmed(four.kamoi, "070-0000-0111")
    assert phone_of(four.hayase, None) == "070-0000-0111"
