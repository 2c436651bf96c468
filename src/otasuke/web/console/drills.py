"""夜間訓練. How drills went, one that goes on, and a button for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty_forms import DutyForm
from otasuke.web.console.duty_said import go, said
from otasuke.web.console.duty_shown import clocks
from otasuke.web.console.pages import page
from otasuke.web.duty import drilling, selectors
from otasuke.web.duty.drills import MOST_A_MONTH, PROMISE, Record, Try, length, result
from otasuke.web.duty.errors import EvidenceDamaged, NotFound, Refused
from otasuke.web.duty.evidence import drill_pdf
from otasuke.web.duty.models import DrillResult
from otasuke.web.duty.words import OUTCOMES, WAYS
from otasuke.web.flows import drill as flow
from otasuke.web.ui.telling import told

_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PlanForm(DutyForm):
    """How often drills are held, and between which hours."""

    times_a_month = forms.IntegerField(
        label=_("月に何回"), min_value=0, max_value=MOST_A_MONTH, help_text=_("0なら、くじの訓練はしません。")
    )
    begins = forms.TimeField(label=_("この時刻から"), widget=_CLOCK)
    ends = forms.TimeField(label=_("この時刻まで"), widget=_CLOCK, help_text=_("始まりより早い時刻なら、翌日です。"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A drill in words. is_damaged: what is kept of it is not what was filed."""

    id: UUID
    begun_at: datetime
    words: str
    is_kept: bool
    is_damaged: bool
    asked_by: str
    record: Record | None
    digest: str
    tries: list[tuple[Try, object, object, str]]


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SEE_EVIDENCE)
def drills(request: HttpRequest, staff: Staff) -> HttpResponse:
    """夜間訓練. Does somebody answer at night? Who plans decides how often that is tried; who examines reads the evidence."""
    if request.method == "POST" and not staff.may(Capability.PLAN_DUTY):
        raise Http404
    plan = drilling.plan()
    kept = {name: getattr(plan, name) for name in ("times_a_month", "begins", "ends")}
    form = PlanForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        window = (given["begins"], given["ends"])
        drilling.change_plan(given["times_a_month"], window, actor=staff.person, at=timezone.now())
        return go(reverse("console-drills"), staff.person, "drills_planned")
    results = [shown(one) for one in drilling.results()]
    context = {
        "said": said(request, staff.person),
        "form": form,
        "plan": plan,
        "window": clocks(plan.begins, plan.ends),
        "going": drilling.going_on(),
        "newest": results[0] if results else None,
        "results": results,
        "may_plan": staff.may(Capability.PLAN_DUTY),
        "may_see_duty": staff.may(Capability.SEE_DUTY),
        "first": selectors.chain(timezone.now())[:1],
        "promise": int(PROMISE.total_seconds()) // 60,
    }
    return page(request, staff, "drills", context, status=422 if form.errors else 200)


@require_POST
@for_staff(Capability.PLAN_DUTY)
def start(request: HttpRequest, staff: Staff) -> HttpResponse:  # noqa: ARG001  # as all views
    """Begin one now."""
    try:
        begun = flow.start(by=staff.person, at=timezone.now())
    except Refused as error:
        return go(reverse("console-drills"), staff.person, told(error.sentence))
    return redirect("console-drill", begun.id)


@require_POST
@for_staff(Capability.SEE_DUTY)
def take(request: HttpRequest, staff: Staff) -> HttpResponse:  # noqa: ARG001  # the same
    """Answer the one that goes on."""
    try:
        taken = flow.take(by=staff.person, at=timezone.now())
    except NotFound:
        return go(reverse("console-drills"), staff.person, "gone")
    return redirect("console-drill", taken.id)


@require_POST
@for_staff(Capability.PLAN_DUTY)
def stop(request: HttpRequest, staff: Staff) -> HttpResponse:  # noqa: ARG001  # the same
    """End the one that goes on."""
    try:
        filed = flow.stop(by=staff.person, at=timezone.now())
    except NotFound:
        return go(reverse("console-drills"), staff.person, "gone")
    return redirect("console-drill", filed.drill_id)


@never_cache
@require_GET
@for_staff(Capability.SEE_EVIDENCE)
def drill(request: HttpRequest, staff: Staff, drill: UUID) -> HttpResponse:
    """A drill: what was filed, or how far it has come."""
    kept = DrillResult.objects.select_related("drill", "drill__asked_by").filter(drill=drill).first()
    going = drilling.going_on()
    if kept is None and (going is None or going.id != drill):
        raise Http404
    context: dict[str, Any] = {
        "may_plan": staff.may(Capability.PLAN_DUTY),
        "may_see_duty": staff.may(Capability.SEE_DUTY),
        "promise": int(PROMISE.total_seconds()) // 60,
    }
    if kept is not None:
        context["shown"] = shown(kept)
    elif going is not None:
        at = timezone.now()
        so_far = flow.progress(going, at)
        context |= {
            "going": going,
            "for": told(length(at - so_far.begun_at)),
            "tries": tries_of(so_far),
            "so_far": so_far,
        }
    return page(request, staff, "drill", context)


@require_GET
@for_staff(Capability.SEE_EVIDENCE)
def paper(request: HttpRequest, staff: Staff, drill: UUID) -> HttpResponse:
    """Its evidence."""
    kept = get_object_or_404(DrillResult, drill=drill)
    try:
        made = drill_pdf(kept, language=staff.person.language)
    except EvidenceDamaged:
        return page(request, staff, "drill", {"shown": shown(kept)}, status=409)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="drill-{kept.begun_at:%Y%m%d-%H%M}.pdf"'
    return answer


def shown(kept: DrillResult) -> Shown:
    """What was filed, in words; or that it was changed."""
    try:
        record = drilling.read(kept)
    except EvidenceDamaged:
        words = str(_("この記録は、残したときのものと違います。監査記録で確かめてください。"))
        return Shown(kept.drill_id, kept.begun_at, words, False, True, "", None, kept.digest, [])
    return Shown(
        kept.drill_id,
        record.begun_at,
        told(result(record)),
        record.is_kept,
        False,
        record.asked_by,
        record,
        kept.digest,
        tries_of(record),
    )


def tries_of(record: Record) -> list[tuple[Try, object, object, str]]:
    """Each try with the words for its way and what became of it, and how long that took."""
    return [
        (one, WAYS[one.way], OUTCOMES[one.outcome], told(length(one.ended_at - one.at)) if one.ended_at else "")
        for one in record.tries
    ]
