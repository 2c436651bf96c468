"""朝のまとめ. How was the night, and what are the three things today?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console import morning_shown as words
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty import asked_day
from otasuke.web.console.duty_shown import ShownDay, Viewer, shown_day
from otasuke.web.console.pages import page
from otasuke.web.duty.rota import day_of, moment
from otasuke.web.duty.selectors import rota, staff_people
from otasuke.web.duty.week import FIRST_DAY, LAST_DAY, monday_of, week
from otasuke.web.mornings import selectors, services
from otasuke.web.mornings.gathering import gather
from otasuke.web.mornings.sheet import colour, headline, make, sentences, unpacked
from otasuke.web.ui.telling import told

_A_DAY = timedelta(days=1)


@never_cache
@require_GET
@for_staff()
def morning(request: HttpRequest, staff: Staff, day: str = "") -> HttpResponse:
    """朝のまとめ. The sheet of a day; if today's is not there, why, and the numbers of now."""
    at = timezone.now()
    wanted = _day(day) if day else day_of(at)
    kept = selectors.sheet_of(wanted)
    why = None if kept else selectors.why_missing(wanted, at)
    if why is selectors.Missing.PAST:
        raise Http404
    sheet = unpacked(kept.content) if kept else make(gather(at))
    names = words.named(sheet)
    reads = selectors.reads_of(kept) if kept else []
    before, after = selectors.days_around(wanted)
    shown = {
        "day": wanted,
        "kept": kept,
        "missing": words.MISSING[why] if why else "",
        "sheet": sheet,
        "colour": colour(sheet.numbers),
        "headline": told(headline(sheet.numbers)),
        "sentences": [told(one) for one in sentences(sheet)],
        "things": words.shown_things(sheet, names, staff),
        "clocks": words.shown_clocks(sheet.clocks, names, sheet.at),
        "funnel": words.funnel(sheet.numbers),
        "held": words.shown_held(sheet.held),
        "health": list(words.health(sheet)),
        "days": _days(wanted, staff, at),
        "hours": [(f"{100 * hour / 24:.2f}", hour) for hour in range(0, 24, 3)],
        "reads": reads,
        "has_read": any(one.person_id == staff.person.id for one in reads),
        "before": before,
        "after": after,
        "may_see_queue": staff.may(Capability.SEE_ALERTS),
        "may_see_jobs": staff.may(Capability.TEND_JOBS),
    }
    return page(request, staff, "morning", shown)


@require_POST
@for_staff()
def read_morning(_: HttpRequest, staff: Staff, day: str) -> HttpResponse:
    """読みました."""
    sheet = selectors.sheet_of(_day(day))
    if sheet is None:
        raise Http404
    services.read(sheet, actor=staff.person, at=timezone.now())
    return redirect("console-morning-of", day=day)


def _day(text: str) -> date:
    found = asked_day(text)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise Http404
    return found


def _days(day: date, staff: Staff, at: datetime) -> Sequence[ShownDay]:
    """Who is on duty on the day of the sheet, and after its night."""
    people = staff_people()
    planned = rota(moment(day - _A_DAY, time()), moment(day + 2 * _A_DAY, time()), people)
    viewer = Viewer(staff.person, {one.id: one for one in people}, at)
    mondays = sorted({monday_of(day), monday_of(day + _A_DAY)})
    rows = [row for monday in mondays for row in week(planned, monday, now=at)]
    return [shown_day(row, viewer) for row in rows if row.day in (day, day + _A_DAY)]
