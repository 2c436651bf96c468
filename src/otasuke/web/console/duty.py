"""当番. Who is on duty now and this week, where nobody is, what is mine, and how a shift changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty_said import go, said, take_back
from otasuke.web.console.duty_shown import (
    RUNGS,
    Viewer,
    day_words,
    shown_day,
    shown_fair,
    shown_shift,
    span_words,
)
from otasuke.web.console.pages import page
from otasuke.web.duty import selectors, swaps
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import Swap
from otasuke.web.duty.policy import LOOKS_AHEAD, Gap, Rung, fairness, gaps
from otasuke.web.duty.rota import JAPAN, Rota, day_of, moment, on_duty, shift_of
from otasuke.web.duty.week import DAYS, monday_of, week
from otasuke.web.ui.telling import told

MOST_GAPS, MOST_SHIFTS = 5, 6
_DAY = timedelta(days=1)
_ACTS = {"accept": swaps.accept, "decline": swaps.decline, "withdraw": swaps.withdraw, "undo": swaps.undo}
_SAID = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn", "undo": "undone"}


@never_cache
@require_GET
@for_staff(Capability.SEE_DUTY)
def duty(request: HttpRequest, staff: Staff) -> HttpResponse:
    """当番. Is somebody there, now and in the next four weeks?"""
    at = timezone.now()
    monday = monday_of(asked_day(request.GET.get("week", "")) or day_of(at))
    people = selectors.staff_people()
    viewer = Viewer(staff.person, {one.id: one for one in people}, at)
    rota = selectors.rota(
        min(at, moment(monday, time())), max(at + LOOKS_AHEAD, moment(monday + DAYS * _DAY, time())), people
    )
    shown = {
        "may_plan": staff.may(Capability.PLAN_DUTY),
        "said": said(request, staff.person),
        "has_pattern": bool(rota.lines or rota.extras),
        **_now(rota, at),
        **_gaps(rota, at),
        **_week(rota, monday, viewer),
        **_mine(rota, viewer),
        "fair": shown_fair(fairness(rota, day_of(at), day_of(at + LOOKS_AHEAD - _DAY)), viewer),
    }
    return page(request, staff, "duty", shown)


@require_POST
@for_staff(Capability.SEE_DUTY)
def swap(request: HttpRequest, staff: Staff, swap: UUID, act: str) -> HttpResponse:  # noqa: ARG001  # as all views
    """Say yes or no to a shift, keep it, or give it back."""
    if act not in _ACTS:
        raise Http404
    undo = {"act": "swap", "id": str(swap)} if act == "accept" else None
    try:
        _ACTS[act](swap, actor=staff.person, at=timezone.now())
    except NotFound:
        return go(reverse("console-duty"), staff.person, "gone")
    except Refused as error:
        return go(reverse("console-duty"), staff.person, told(error.sentence))
    return go(reverse("console-duty"), staff.person, _SAID[act], undo)


@require_POST
@for_staff(Capability.SEE_DUTY)
def undo(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Take back what one just did."""
    words = take_back(request.POST.get("said", ""), staff.person, timezone.now())
    return go(reverse("console-duty"), staff.person, words)


def asked_day(words: str) -> date | None:
    """A day of an address; None: it is none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _now(rota: Rota, at: datetime) -> dict[str, Any]:
    """Who is called now, and who after him."""
    links = selectors.chain(at)
    there = selectors.on_duty(at)
    first = [one for one in there if one.rung is Rung.DUTY] or there
    ends = min((one.ends for one in on_duty(rota, at) if one.person in {one.person for one in first}), default=None)
    steps = [
        (RUNGS[rung], after, list(people))
        for (_step, rung, after), people in groupby(links, key=lambda one: (one.step, one.rung, one.after_minutes))
    ]
    return {
        "there": there,
        "first": _names(first),
        "behind": _names([one for one in there if one not in first]),
        "until": ends,
        "chain": steps,
    }


def _names(people: Sequence[selectors.OnDuty]) -> str:
    return _("、").join(_("%(name)sさん") % {"name": one.name} for one in people)


def _gaps(rota: Rota, at: datetime) -> dict[str, Any]:
    """When nobody is on duty, and where one fills it."""
    found = gaps(rota, at, at + LOOKS_AHEAD)
    hours = sum(((one.ends - one.begins) / timedelta(hours=1) for one in found), 0.0)
    named = [(span_words(one.begins, one.ends), _filling(one)) for one in found[:MOST_GAPS]]
    return {
        "gaps": named,
        "gap_count": len(found),
        "gap_hours": f"{hours:.1f}".removesuffix(".0"),
        "more_gaps": len(found) - len(named),
    }


def _filling(gap: Gap) -> str:
    """The address of a form that is filled in for a gap; of a long one its first day."""
    begins, ends = gap.begins.astimezone(JAPAN), min(gap.ends, gap.begins + _DAY).astimezone(JAPAN)
    said = {"day": begins.date().isoformat(), "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return f"{reverse('console-duty-pattern')}?{urlencode(said)}#single"


def _week(rota: Rota, monday: date, viewer: Viewer) -> dict[str, Any]:
    rows = week(rota, monday, now=viewer.at)
    return {
        "days": [shown_day(row, viewer) for row in rows],
        "week_words": f"{day_words(monday)}〜{day_words(monday + (DAYS - 1) * _DAY)}",
        "before": monday_of(monday - DAYS * _DAY).isoformat(),
        "after": monday_of(monday + DAYS * _DAY).isoformat(),
        "is_this_week": monday == monday_of(day_of(viewer.at)),
        "hours": [(f"{100 * hour / 24:.2f}", hour) for hour in range(0, 24, 3)],
    }


def _mine(rota: Rota, viewer: Viewer) -> dict[str, Any]:
    """My shifts, what I am asked to take, what I offered, and what changed hands."""
    me = viewer.person.id
    mine = selectors.next_shifts(me, viewer.at, viewer.at + LOOKS_AHEAD)
    offers = [(one, words) for one in selectors.open_offers(viewer.at) if (words := _words(rota, one))]
    return {
        "mine": [shown_shift(one, viewer) for one in mine[:MOST_SHIFTS]],
        "mine_count": len(mine),
        "asked": [(one, words) for one, words in offers if one.giver_id != me and one.taker_id in (None, me)],
        "offered": [(one, words) for one, words in offers if one.giver_id == me],
        "swapped": [(one, words) for one in selectors.swaps_in_force(viewer.at) if (words := _words(rota, one))],
    }


def _words(rota: Rota, one: Swap) -> str:
    """When the shift of a swap is; "": it is not there any more, or further away than the page looks."""
    found = shift_of(rota, (one.source, one.day))
    return span_words(found.begins, found.ends) if found else ""
