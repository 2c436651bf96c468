"""A rota for the pages of tests: two share the nights, one is behind, the days have a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.duty.rota import Line, Place, day_of
from otasuke.web.duty.services import add_absence, add_line
from otasuke.web.duty.swaps import offer


def share_nights(people: Sequence[Person], *, first: date) -> list[Line]:
    """A line for each night of the week, taken in turns, with the next of them behind; days are nobody's on Sundays."""
    made = []
    for weekday in range(7):
        one, other = people[weekday % len(people)], people[(weekday + 1) % len(people)]
        made += [
            Line(uuid4(), one.id, time(18), time(9), first, weekday=weekday),
            Line(uuid4(), other.id, time(18), time(9), first, weekday=weekday, place=Place.SECOND),
        ]
        if weekday < 6:
            made.append(Line(uuid4(), other.id, time(9), time(18), first, weekday=weekday))
    for line in made:
        add_line(line, actor=None)
    return made


def duty_things(people: Sequence[Person], at: datetime) -> Mapping[str, Any]:
    """What addresses of the rota name: a shift of the first of them, which he offers, and an absence of his."""
    lines = share_nights(people, first=day_of(at) - timedelta(days=14))
    mine = next(one for one in lines if one.person == people[0].id and one.begins == time(18))
    day = next(day for number in range(7, 14) if (day := day_of(at) + timedelta(days=number)).weekday() == mine.weekday)
    offered = offer((mine.id, day), None, words="子どもの発表会", actor=people[0], at=at)
    absence = add_absence(people[0].id, at + timedelta(days=20), at + timedelta(days=22), words="帰省", actor=None)
    return {"duty-source": mine.id, "duty-day": day.isoformat(), "swap": offered.id, "absence": absence.id}


def next_on(weekday: int) -> date:
    """The next such day after today."""
    today = day_of(timezone.now())
    return next(day for number in range(1, 8) if (day := today + timedelta(days=number)).weekday() == weekday)


def undo_in(text: str) -> str:
    """What takes back what a page says was done."""
    found = re.search(r'name="said" value="([^"]+)"', text)
    assert found
    return found[1]
