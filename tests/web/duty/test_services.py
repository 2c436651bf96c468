"""Writing the rota."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from duty_cast import Four, staff_of_four
from otasuke.web.accounts.models import Person
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import PatternLine
from otasuke.web.duty.policy import Steps
from otasuke.web.duty.rota import JAPAN, DayKind, Line
from otasuke.web.duty.selectors import on_duty, steps
from otasuke.web.duty.services import (
    Wishes,
    add_absence,
    add_extra,
    add_line,
    cancel_shift,
    end_line,
    put_line_back,
    remove_absence,
    remove_extra,
    restore_shift,
    set_steps,
    set_wishes,
    wanted,
)

AT = datetime(2026, 11, 24, 3, 0, tzinfo=JAPAN)
DAY = date(2026, 11, 23)


@pytest.fixture
def four(database) -> Four:
    return staff_of_four()


def a_line(person: Person, **more: object) -> Line:
    said = {"kind": DayKind.ORDINARY, "weekday": 0} | more
    return Line(uuid4(), person.id, time(22), time(7), date(2026, 11, 1), **said)  # type: ignore[arg-type]


def names(at: datetime = AT) -> list[str]:
    return [one.name for one in on_duty(at)]


def test_a_line_holds_until_it_is_ended_and_that_can_be_undone(four: Four, verbs) -> None:
    line = a_line(four.hayase)
    add_line(line, actor=four.otowa)
    before = end_line(line.id, date(2026, 11, 22), actor=four.otowa)

    assert names() == []
    put_line_back(before, actor=four.otowa)
    assert names() == ["早瀬 遥"]
    assert verbs() == ["duty.line_added", "duty.line_ended", "duty.line_put_back"]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"weekday": None}, "weekday"), ({"every_weeks": 9}, "every_weeks"), ({"last": date(2026, 10, 1)}, "last")],
)
def test_a_line_that_makes_no_sense_is_refused(four: Four, more: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        add_line(a_line(four.hayase, **more), actor=four.otowa)

    assert refused.value.field == field
    assert not PatternLine.objects.exists()


def test_only_staff_is_on_duty(four: Four) -> None:
    stranger = Person.objects.create(name="稲森 修")

    with pytest.raises(Refused):
        add_line(a_line(stranger), actor=four.otowa)
    with pytest.raises(Refused):
        add_absence(stranger.id, AT, AT + timedelta(hours=1), actor=four.otowa)


def test_a_single_day_can_differ_and_be_put_back(four: Four) -> None:
    line = a_line(four.hayase)
    add_line(line, actor=four.otowa)
    cancel_shift(line.id, DAY, actor=four.otowa)
    cancel_shift(line.id, DAY, actor=four.otowa)  # twice is once
    extra = add_extra(four.kamoi.id, DAY, begins=time(21), ends=time(6), place=1, actor=four.otowa)

    assert names() == ["鴨居 渉"]
    remove_extra(extra.id, actor=four.otowa)
    restore_shift(line.id, DAY, actor=four.otowa)
    assert names() == ["早瀬 遥"]


def test_an_absence_counts_until_it_is_removed(four: Four) -> None:
    add_line(a_line(four.hayase), actor=four.otowa)
    absence = add_absence(four.hayase.id, AT, AT + timedelta(hours=1), words="歯医者", actor=four.hayase)

    assert names() == []
    remove_absence(absence.id, actor=four.hayase)
    assert names() == ["早瀬 遥"]


@pytest.mark.parametrize("length", [timedelta(), timedelta(days=-1), timedelta(days=400)])
def test_an_absence_ends_after_it_began_within_a_year(four: Four, length: timedelta) -> None:
    with pytest.raises(Refused):
        add_absence(four.hayase.id, AT, AT + length, actor=four.hayase)


def test_what_is_not_there_cannot_be_taken_away(four: Four) -> None:
    nothing = uuid4()

    for act in (remove_absence, remove_extra):
        with pytest.raises(NotFound):
            act(nothing, actor=four.otowa)
    for of_line in (cancel_shift, restore_shift, end_line):
        with pytest.raises(NotFound):
            of_line(nothing, DAY, actor=four.otowa)
    with pytest.raises(NotFound):
        put_line_back(replace(a_line(four.hayase), id=nothing), actor=four.otowa)


def test_wishes_are_kept_each_way_once(four: Four) -> None:
    made = set_wishes(
        four.hayase,
        Wishes(phone="070-0000-0111", ways=("sms", "phone", "sms"), quiet=(time(22), time(6))),
        actor=four.hayase,
    )

    assert (made.phone, made.ways, made.quiet_from, made.quiet_until) == (
        "070-0000-0111",
        ["sms", "phone"],
        time(22),
        time(6),
    )


@pytest.mark.parametrize(("wishes", "field"), [(Wishes(phone="電話"), "phone"), (Wishes(ways=("sms",)), "ways")])
def test_how_somebody_is_reached_makes_sense(four: Four, wishes: Wishes, field: str) -> None:
    with pytest.raises(Refused) as refused:
        set_wishes(four.hayase, wishes, actor=four.hayase)

    assert refused.value.field == field


def test_the_minutes_of_the_chain_are_kept_and_make_sense(four: Four) -> None:
    assert steps() == Steps()

    set_steps(Steps(5, 10, 15), actor=four.otowa)
    with pytest.raises(Refused):
        set_steps(Steps(5, 4, 15), actor=four.otowa)

    assert steps() == Steps(5, 10, 15)


def test_ways_are_known_by_their_names() -> None:
    assert wanted(["mail", "pigeon", "phone"]) == ("mail", "phone")
