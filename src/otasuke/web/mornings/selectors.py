"""Reading morning sheets, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from otasuke.web.duty.rota import day_of, moment
from otasuke.web.jobs.selectors import DONE, FAILED, RUNNING, WAITING, list_jobs
from otasuke.web.mornings.models import MorningRead, MorningSheet
from otasuke.web.mornings.sheet import MADE_AT

_TASK = "mornings.make_sheet"


class Missing(StrEnum):
    """Why there is no sheet."""

    EARLY = "early"
    GIVEN_UP = "given up"
    AGAIN = "again"
    STOPPED = "stopped"
    PAST = "past"


def sheet_of(day: date) -> MorningSheet | None:
    """The sheet of a day; None: there is none."""
    return MorningSheet.objects.filter(day=day).first()


def days_around(day: date) -> tuple[date | None, date | None]:
    """The days before and after of which there are sheets."""
    before = MorningSheet.objects.filter(day__lt=day).order_by("-day").first()
    after = MorningSheet.objects.filter(day__gt=day).order_by("day").first()
    return before.day if before else None, after.day if after else None


def reads_of(sheet: MorningSheet) -> Sequence[MorningRead]:
    """Who has read it, in order."""
    return list(sheet.reads.select_related("person").order_by("at", "id"))


def why_missing(day: date, at: datetime) -> Missing:
    """Why there is no sheet of a day."""
    if day != day_of(at):
        return Missing.PAST
    due = moment(day, MADE_AT)
    if at < due:
        return Missing.EARLY
    tried = [one for one in list_jobs(FAILED, WAITING, RUNNING, DONE) if one.task == _TASK and one.at >= due]
    if not tried:
        return Missing.STOPPED
    return Missing.GIVEN_UP if tried[0].status == FAILED else Missing.AGAIN
