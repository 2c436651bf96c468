"""The choice of three things."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from otasuke.web.mornings.choosing import THREE, USUAL, Kind, Thing, choose

TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
RED, OLDER_RED = (Thing(Kind.RED, subject=UUID(int=number), at=NOON - timedelta(hours=number)) for number in (1, 2))
YELLOW = Thing(Kind.YELLOW, subject=UUID(int=3), at=NOON)
ANSWERED = Thing(Kind.ANSWERED, subject=UUID(int=3), at=NOON)
ENDS = Thing(Kind.SILENCE_ENDS, subject=UUID(int=4), at=NOON)
STUCK, SILENT, QUESTIONS = Thing(Kind.STUCK, 4), Thing(Kind.SILENT, 2), Thing(Kind.QUESTIONS, 1)


@pytest.mark.parametrize(
    ("found", "is_off", "chosen", "rest", "postponed"),
    [
        ([YELLOW, RED, OLDER_RED], False, [OLDER_RED, RED, YELLOW], 0, 0),
        ([SILENT, STUCK, QUESTIONS, ENDS, RED], False, [RED, ENDS, QUESTIONS], 6, 0),
        ([YELLOW, ANSWERED, STUCK, SILENT], False, [ANSWERED, STUCK, SILENT], 0, 0),  # the same matter is one thing
        ([STUCK, SILENT, RED, YELLOW, ENDS], True, [RED, ENDS, YELLOW], 0, 6),
        ([Thing(Kind.STUCK, 0), RED, YELLOW, ENDS], False, [RED, ENDS, YELLOW], 0, 0),
    ],
)
def test_what_happened_goes_first_whatever_order_it_comes_in(
    found: list[Thing], is_off: bool, chosen: list[Thing], rest: int, postponed: int
) -> None:
    for one in list(permutations(found))[:40]:
        choice = choose(one, day=TUESDAY, is_off=is_off)
        assert (choice.things, choice.rest, choice.postponed, choice.is_usual) == (chosen, rest, postponed, False)


def test_after_a_quiet_night_there_is_the_usual_work_each_day_begun_by_another() -> None:
    days = [choose([], day=TUESDAY + timedelta(days=number), is_off=False) for number in range(3)]

    assert all(len(one.things) == THREE and one.is_usual and not one.rest for one in days)
    assert len({one.things[0].kind for one in days}) == 3
    assert {one.kind for one in days[0].things} <= USUAL


def test_usual_work_fills_up_and_is_then_not_all_there_was() -> None:
    choice = choose([YELLOW, Thing(Kind.JOBS, 2)], day=TUESDAY, is_off=False)

    assert [one.kind for one in choice.things[:2]] == [Kind.YELLOW, Kind.JOBS]
    assert (len(choice.things), choice.is_usual) == (3, False)


def test_never_four() -> None:
    many = [Thing(Kind.RED, subject=UUID(int=number)) for number in range(1, 9)]

    choice = choose(many, day=TUESDAY, is_off=False)

    assert (len(choice.things), choice.rest) == (3, 5)


def test_on_a_day_off_nobody_at_a_company_is_asked_what_can_wait() -> None:
    choice = choose([STUCK], day=TUESDAY, is_off=True)

    assert all(one.kind in USUAL and one.kind is not Kind.CARDS for one in choice.things)
    assert choice.postponed == 4
