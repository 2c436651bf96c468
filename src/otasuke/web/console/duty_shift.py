"""A shift: whose it is, and giving it to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty import asked_day
from otasuke.web.console.duty_forms import DutyForm, ImposeForm, OfferForm
from otasuke.web.console.duty_said import go, said
from otasuke.web.console.duty_shown import STATES, Viewer, shown_shift
from otasuke.web.console.pages import page
from otasuke.web.duty import selectors, services, swaps
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import ExtraShift
from otasuke.web.duty.rota import Key, Shift, moment, shift_of
from otasuke.web.duty.week import FIRST_DAY, LAST_DAY


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SEE_DUTY)
def shift(request: HttpRequest, staff: Staff, source: UUID, day: str) -> HttpResponse:
    """A shift. Its owner offers it, who plans decides; what is posted says which."""
    on = asked_day(day)
    people = selectors.staff_people()
    found = _found((source, on), people) if on and FIRST_DAY <= on <= LAST_DAY else None
    if found is None:
        raise Http404
    others = [one for one in people if one.id != found.person]
    act = request.POST.get("act", "")
    forms: dict[str, DutyForm] = {
        "offer": OfferForm(request.POST if act == "offer" else None, people=others),
        "impose": ImposeForm(request.POST if act == "impose" else None, people=others),
    }
    if request.method == "POST" and (answer := _done(staff, found, act, forms)):
        return answer
    viewer = Viewer(staff.person, {one.id: one for one in people}, timezone.now())
    shown = {
        **{f"{name}_form": form for name, form in forms.items()},
        "shift": shown_shift(found, viewer),
        "said": said(request, staff.person),
        "may_plan": staff.may(Capability.PLAN_DUTY),
        "history": [(one, STATES[one.state]) for one in selectors.swaps_of(found.key)],
        "is_extra": ExtraShift.objects.filter(id=source).exists(),
        "is_offered": selectors.is_offered(found.key),
    }
    return page(request, staff, "duty_shift", shown, status=422 if any(form.errors for form in forms.values()) else 200)


def _found(key: Key, people: Sequence[Person]) -> Shift | None:
    begin = moment(key[1], time())
    return shift_of(selectors.rota(begin, begin + timedelta(days=2), people), key)


def _done(staff: Staff, found: Shift, act: str, forms: dict[str, DutyForm]) -> HttpResponse | None:
    """Do what was asked; nothing if the form says what is wrong."""
    if act not in {*forms, "cancel"} or (act != "offer" and not staff.may(Capability.PLAN_DUTY)):
        raise Http404
    if act == "cancel":
        return _cancel(staff, found)
    form = forms[act]
    if not form.is_valid():
        return None
    try:
        return _given(staff, found, act, form)
    except Refused as error:
        form.refuse(error)
    except NotFound:
        raise Http404 from None
    return None


def _given(staff: Staff, found: Shift, act: str, form: DutyForm) -> HttpResponse:
    to, words, at = form.cleaned_data["to"], form.cleaned_data["words"], timezone.now()
    here = reverse("console-duty-shift", args=[found.key[0], found.key[1].isoformat()])
    if act == "offer":
        made = swaps.offer(found.key, UUID(to) if to else None, words=words, actor=staff.person, at=at)
        return go(here, staff.person, "offered", {"act": "withdraw", "id": str(made.id)})
    made = swaps.impose(found.key, UUID(to), words=words, actor=staff.person, at=at)
    return go(here, staff.person, "imposed", {"act": "swap", "id": str(made.id)})


def _cancel(staff: Staff, found: Shift) -> HttpResponse:
    """Let there be no such shift on this day."""
    source, day = found.key
    extra = ExtraShift.objects.filter(id=source).first()
    if extra is None:
        services.cancel_shift(source, day, actor=staff.person)
        undo = {"act": "restore", "id": str(source), "day": day.isoformat()}
        return go(reverse("console-duty"), staff.person, "cancelled", undo)
    services.remove_extra(source, actor=staff.person)
    kept = {name: str(getattr(extra, name)) for name in ("day", "begins", "ends")}
    undo = {"act": "extra", **kept, "person": str(extra.person_id), "place": extra.place}  # type: ignore[dict-item]
    return go(reverse("console-duty"), staff.person, "extra_removed", undo)
