"""The tables of the rota."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from duty_cast import staff_of_four
from otasuke.web.duty.models import (
    Absence,
    CancelledShift,
    Drill,
    DrillPlan,
    DrillResult,
    Escalation,
    ExtraShift,
    PatternLine,
    Reach,
    Swap,
    all_ways,
)
from otasuke.web.duty.policy import Steps

DAY = date(2026, 11, 30)
AT = datetime(2026, 11, 30, tzinfo=UTC)
ONE = UUID(int=1)


def test_they_read_as_what_they_are() -> None:
    times = {"begins": time(22), "ends": time(7)}

    assert str(Reach(person_id=ONE)) == str(ONE)
    assert str(PatternLine(kind="bon", **times)) == "bon None 22:00:00–07:00:00"
    assert str(ExtraShift(day=DAY, **times)) == "2026-11-30 22:00:00–07:00:00"
    assert str(CancelledShift(line_id=ONE, day=DAY)) == f"{ONE} 2026-11-30"
    assert str(Absence(person_id=ONE, begins=AT, ends=AT)).startswith(str(ONE))
    assert str(Swap(day=DAY, state="offered")) == "2026-11-30 offered"


def test_who_said_nothing_is_reached_every_way_and_the_chain_has_its_usual_minutes() -> None:
    usual = Escalation()

    assert Reach().ways == all_ways() == ["phone", "sms", "mail"]
    assert Steps(usual.second_after, usual.manager_after, usual.all_after) == Steps()
    assert str(usual) == "4/8/12"


def test_a_shift_is_offered_once_at_a_time_and_one_in_force_has_a_taker(database) -> None:
    hayase = staff_of_four().hayase
    said = {"source": ONE, "day": DAY, "giver": hayase, "offered_at": AT}
    Swap.objects.create(state="offered", **said)

    for more in ({"state": "offered"}, {"state": "accepted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Swap.objects.create(**said, **more)


def test_an_absence_has_a_length(database) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=staff_of_four().hayase, begins=AT, ends=AT)


def test_one_drill_goes_on_at_a_time(database) -> None:
    Drill.objects.create(planned_for=AT, begun_at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.create(planned_for=AT, begun_at=AT)
    Drill.objects.create(planned_for=AT)
    assert (str(Drill(planned_for=AT)), str(DrillPlan(times_a_month=2))) == (str(AT), "2 a month")
    assert str(DrillResult(begun_at=AT, digest="0123456789")).endswith(" 01234567")
