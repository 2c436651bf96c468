"""当番の型. For who plans: the pattern, single days, who is away, and the minutes of the chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, astuple
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty_forms import WEEKDAYS, AbsenceOfForm, DutyForm, ExtraForm, LineForm, StepsForm
from otasuke.web.console.duty_said import go, said, undo_of_line
from otasuke.web.console.duty_shown import KINDS, PLACES, clocks
from otasuke.web.console.pages import page
from otasuke.web.duty import selectors, services
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import PatternLine
from otasuke.web.duty.rota import DayKind, Place, day_of


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.PLAN_DUTY)
def pattern(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The pattern as it is now, and forms for what may change. What is posted says which of them it is."""
    act = request.POST.get("act", "")
    if request.method == "POST" and act in _REMOVING:
        return _REMOVING[act](staff, request.POST.get("id", ""))
    forms = _forms(request, act)
    if request.method == "POST" and (answer := _done(staff, act, forms)):
        return answer
    at = timezone.now()
    shown = {
        **{f"{name}_form": form for name, form in forms.items()},
        "said": said(request, staff.person),
        "lines": [_shown(one) for one in selectors.pattern(at)],
        "absences": selectors.absences(at),
        "steps": selectors.steps(),
    }
    return page(
        request, staff, "duty_pattern", shown, status=422 if any(form.errors for form in forms.values()) else 200
    )


def _forms(request: HttpRequest, act: str) -> Mapping[str, DutyForm]:
    people = selectors.staff_people()
    today = day_of(timezone.now())
    asked = {name: request.GET.get(name, "") for name in ("day", "begins", "ends")}

    def form(name: str, kind: type[DutyForm], initial: Mapping[str, object]) -> DutyForm:
        given = request.POST if act == name else None
        return kind(given, people=people, initial=dict(initial), auto_id=f"{name}_%s")

    return {
        "line": form("line", LineForm, {"first": today, "weekday": today.weekday()}),
        "extra": form("extra", ExtraForm, asked),
        "absence": form("absence", AbsenceOfForm, {}),
        "steps": form("steps", StepsForm, asdict(selectors.steps())),
    }


def _done(staff: Staff, act: str, forms: Mapping[str, DutyForm]) -> HttpResponse | None:
    """Do what was asked; nothing if the form says what is wrong."""
    if act not in forms:
        raise Http404
    form = forms[act]
    if not form.is_valid():
        return None
    try:
        return _ADDING[act](staff, form)
    except Refused as error:
        form.refuse(error)
    return None


def _add_line(staff: Staff, form: DutyForm) -> HttpResponse:
    assert isinstance(form, LineForm)
    made = services.add_line(form.line(), actor=staff.person)
    before = (made.first - timedelta(days=1)).isoformat()
    return go(_here(), staff.person, "line_added", {"act": "no line", "id": str(made.id), "last": before})


def _add_extra(staff: Staff, form: DutyForm) -> HttpResponse:
    given = form.cleaned_data
    made = services.add_extra(
        UUID(given["person"]),
        given["day"],
        begins=given["begins"],
        ends=given["ends"],
        place=given["place"],
        actor=staff.person,
    )
    return go(reverse("console-duty"), staff.person, "extra_added", {"act": "no extra", "id": str(made.id)})


def _add_absence(staff: Staff, form: DutyForm) -> HttpResponse:
    given = form.cleaned_data
    made = services.add_absence(
        UUID(given["person"]), given["begins"], given["ends"], words=given["words"], actor=staff.person
    )
    return go(_here(), staff.person, "absence_added", {"act": "no absence", "id": str(made.id)})


def _set_steps(staff: Staff, form: DutyForm) -> HttpResponse:
    assert isinstance(form, StepsForm)
    before = selectors.steps()
    services.set_steps(form.steps(), actor=staff.person)
    return go(_here(), staff.person, "steps_set", {"act": "steps", "steps": list(astuple(before))})


def _end_line(staff: Staff, words: str) -> HttpResponse:
    """From today on, a line does not count any more; the night that has begun stays."""
    found = PatternLine.objects.filter(id=_id(words)).first()
    if found is None:
        return go(_here(), staff.person, "gone")
    undo = undo_of_line(found)
    services.end_line(found.id, day_of(timezone.now()) - timedelta(days=1), actor=staff.person)
    return go(_here(), staff.person, "line_ended", undo)


def _remove_absence(staff: Staff, words: str) -> HttpResponse:
    return forget_absence(staff, _id(words), _here())


def forget_absence(staff: Staff, absence: UUID, address: str) -> HttpResponse:
    """Remove an absence, and say so there."""
    try:
        gone = services.remove_absence(absence, actor=staff.person)
    except NotFound:
        return go(address, staff.person, "gone")
    undo = {
        "act": "absence",
        "person": str(gone.person_id),
        "begins": gone.begins.isoformat(),
        "ends": gone.ends.isoformat(),
        "words": gone.words,
    }
    return go(address, staff.person, "absence_removed", undo)


def _id(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        raise Http404 from None


def _here() -> str:
    return reverse("console-duty-pattern")


def _shown(one: PatternLine) -> tuple[PatternLine, object, object, object]:
    when = WEEKDAYS[one.weekday] if one.weekday is not None else KINDS[DayKind(one.kind)]
    return one, when, clocks(one.begins, one.ends), PLACES[Place(one.place)]


_Adding = Callable[[Staff, DutyForm], HttpResponse]
_ADDING: Mapping[str, _Adding] = {
    "line": _add_line,
    "extra": _add_extra,
    "absence": _add_absence,
    "steps": _set_steps,
}
_REMOVING: Mapping[str, Callable[[Staff, str], HttpResponse]] = {"end": _end_line, "forget": _remove_absence}
