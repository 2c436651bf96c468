"""Drills are planned, begun and filed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from duty_cast import staff_of_four
from otasuke.web.duty.drilling import (
    begin,
    change_plan,
    draw_lots,
    due,
    file,
    going_on,
    plan,
    put_off,
    read,
    results,
)
from otasuke.web.duty.drills import LATE_BY, Record
from otasuke.web.duty.errors import EvidenceDamaged, NotFound, Refused
from otasuke.web.duty.models import Drill, DrillResult
from otasuke.web.duty.rota import JAPAN

AT = datetime(2026, 11, 5, 12, tzinfo=JAPAN)
NIGHT = (time(22), time(5))


@pytest.fixture
def planned(database) -> None:
    change_plan(2, NIGHT, actor=None, at=AT)


def record(drill: Drill) -> Record:
    assert drill.begun_at
    return Record(str(drill.id), drill.begun_at, drill.begun_at + timedelta(minutes=3))


def test_nothing_is_drawn_until_somebody_wants_it(database) -> None:
    assert plan().times_a_month == 0
    assert list(draw_lots(AT, dice=Random(1))) == []


def test_lots_are_drawn_once_a_month(planned) -> None:
    drawn = draw_lots(AT, dice=Random(1))

    assert len(drawn) == 2
    assert list(draw_lots(AT + timedelta(days=1), dice=Random(2))) == []
    assert len(draw_lots(datetime(2026, 12, 1, 9, tzinfo=JAPAN), dice=Random(3))) == 2


def test_what_was_missed_is_drawn_again(planned) -> None:
    first, *_ = draw_lots(AT, dice=Random(1))
    later = first.planned_for + LATE_BY + timedelta(minutes=1)

    assert due(later) is None
    again = draw_lots(later, dice=Random(4))
    assert not Drill.objects.filter(id=first.id).exists()
    assert all(one.planned_for > later for one in again)


def test_another_plan_draws_anew(planned) -> None:
    draw_lots(AT, dice=Random(1))

    change_plan(0, NIGHT, actor=None, at=AT)

    assert not Drill.objects.exists()
    with pytest.raises(Refused):
        change_plan(5, NIGHT, actor=None, at=AT)


def test_a_drill_is_due_from_its_minute_on_and_goes_on_alone(planned) -> None:
    one, other = draw_lots(AT, dice=Random(1))

    assert due(one.planned_for - timedelta(seconds=1)) is None
    assert due(one.planned_for) == one
    begin(one, by=None, at=one.planned_for)
    assert going_on() == one
    assert due(one.planned_for) is None
    with pytest.raises(Refused):
        begin(None, by=None, at=other.planned_for)


def test_one_that_would_disturb_is_put_off(planned) -> None:
    one, _ = draw_lots(AT, dice=Random(1))

    put_off(one, one.planned_for + timedelta(minutes=30))

    assert due(one.planned_for) is None


def test_a_result_is_filed_once_with_its_digest_in_the_audit_log(database, verbs: Callable[[], list[str]]) -> None:
    otowa = staff_of_four().otowa
    drill = begin(None, by=otowa, at=AT)

    kept = file(drill.id, record(drill), at=AT + timedelta(minutes=4))
    again = file(drill.id, replace(record(drill), answered_by="別の人"), at=AT + timedelta(minutes=9))

    assert again == kept
    assert read(kept) == record(drill)
    assert [one.drill_id for one in results()] == [drill.id]
    assert going_on() is None
    assert verbs() == ["duty.drill_begun", "duty.drill_filed"]
    with pytest.raises(NotFound):
        file(uuid4(), record(drill), at=AT)


def test_what_was_filed_cannot_be_changed_and_if_it_were_it_would_be_seen(database) -> None:
    drill = begin(None, by=None, at=AT)
    kept = file(drill.id, record(drill), at=AT)

    for change in (DrillResult.objects.all().delete, lambda: DrillResult.objects.update(text="{}")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    kept.text = kept.text.replace("2026", "2025")
    with pytest.raises(EvidenceDamaged):
        read(kept)


def test_the_nights_of_a_month_are_those_that_begin_in_it(planned) -> None:
    """Two hours after midnight of the first, the month before is over: its last night has begun in it."""
    at = datetime(2026, 12, 1, 2, tzinfo=JAPAN)

    drawn = draw_lots(at, dice=Random(5))

    assert len(drawn) == 2
    assert {one.planned_for.astimezone(JAPAN).date().replace(day=1) for one in drawn} <= {
        date(2026, 12, 1),
        date(2027, 1, 1),
    }
