"""手当て. What could be done about an incident, and what staff decide about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.incidents.models import Incident
from otasuke.web.reaction import services
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.policy import USUAL_DAYS, Source
from otasuke.web.reaction.targets import LONGEST
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.telling import told


class BlockForm(forms.Form):
    """What is to be blocked."""

    target = forms.CharField(
        label=gettext_lazy("止める相手"),
        max_length=LONGEST,
        help_text=gettext_lazy("IPアドレス、ドメイン、URLのどれか1つ。会社のものや大きなサービスは止められません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    note = forms.CharField(label=gettext_lazy("理由"), max_length=400, required=False)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SEE_ALERTS)
def actions(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """The actions of an incident, and one more."""
    found = _incident(code)
    if request.method == "POST" and not staff.may(Capability.REACT):
        raise Http404
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.block(
                found.customer_id,
                given["target"],
                actor=staff.person,
                at=timezone.now(),
                note=given["note"],
                incident=found,
            )
        except Refused as refused:
            form.add_error("target", told(refused.words))
        else:
            return redirect("console-actions", code)
    return _shown(request, staff, found, form=form)


@require_POST
@for_staff(Capability.REACT)
def act(request: HttpRequest, staff: Staff, code: str, action: UUID, verb: str) -> HttpResponse:
    """Decide about an action. What is refused is said on the page of the incident's actions."""
    found = _incident(code)
    do = _VERBS.get(verb)
    if do is None:
        raise Http404
    try:
        do(request, staff, found.customer_id, action)
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        return _shown(request, staff, found, wrong=told(refused.words))
    return redirect("console-actions", code)


def _shown(request: HttpRequest, staff: Staff, found: Incident, **more: Any) -> HttpResponse:
    context = {"one": found, "form": BlockForm(), "may_react": staff.may(Capability.REACT), **more}
    return page(request, staff, "actions", context, status=409 if "wrong" in more else 200)


def _incident(code: str) -> Incident:
    """Raises Http404."""
    with across("an incident by its code"):
        found = Incident.objects.select_related("customer", "lead__machine").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _approve(request: HttpRequest, staff: Staff, customer: UUID, action: UUID) -> None:
    """Staff allow it by what was agreed to beforehand, or because somebody of the company said yes."""
    is_agreed = request.POST.get("source") == Source.PREAPPROVED
    days = request.POST.get("days", str(USUAL_DAYS))
    services.approve(
        action,
        of=customer,
        source=Source.PREAPPROVED if is_agreed else Source.STAFF,
        actor=staff.person,
        at=timezone.now(),
        agreed_by=request.POST.get("agreed_by", "").replace("\0", ""),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
    )


def _plainly(verb: Callable[..., object]) -> Callable[[HttpRequest, Staff, UUID, UUID], None]:
    def do(_request: HttpRequest, staff: Staff, customer: UUID, action: UUID) -> None:
        verb(action, of=customer, actor=staff.person, at=timezone.now())

    return do


_VERBS: Mapping[str, Callable[[HttpRequest, Staff, UUID, UUID], None]] = {
    "approve": _approve,
    "withdraw": _plainly(services.withdraw),
    "back": _plainly(services.put_back),
    "done": _plainly(services.done),
    "failed": _plainly(services.failed),
}
