"""An alert: what was found, why nobody was disturbed, and what it turned out to be."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.advice.colour import Colour
from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts import selectors, verdicts
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Alert, Tuning
from otasuke.web.alerts.policy import Kind, Verdict
from otasuke.web.audit.services import record
from otasuke.web.console.company_page import SEEN
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.notify.shown import COLOURS
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import from_data
from otasuke.web.ui.telling import told

VERDICTS = {
    Verdict.TRUE.value: _("本物だった"),
    Verdict.BENIGN.value: _("何でもなかった"),
    Verdict.TEST.value: _("試しだった"),
}


class VerdictForm(forms.Form):
    """What it was, and how that is known."""

    verdict = forms.ChoiceField(label=_("何だったか"), choices=list(VERDICTS.items()), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("どうしてわかったか"), max_length=400, help_text=_("あとで見る人のために、ひとこと。")
    )


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def alert(request: HttpRequest, staff: Staff, alert: UUID) -> HttpResponse:
    """検知. One thing that was found."""
    return _shown(request, staff, alert)


@require_POST
@for_staff(Capability.JUDGE)
def judge(request: HttpRequest, staff: Staff, alert: UUID) -> HttpResponse:
    """Say what it was."""
    customer, form = _customer(alert), VerdictForm(request.POST)
    if not form.is_valid():
        return _shown(request, staff, alert, form=form)
    given = form.cleaned_data
    try:
        verdicts.judge(
            customer, alert, Verdict(given["verdict"]), words=given["words"], actor=staff.person, at=timezone.now()
        )
    except Refused as refused:
        form.add_error("words", told(refused.sentences[0]))
        return _shown(request, staff, alert, form=form)
    return redirect(f"{reverse('console-alert', args=[alert])}?done=judged")


@require_POST
@for_staff(Capability.JUDGE)
def undo(request: HttpRequest, staff: Staff, alert: UUID) -> HttpResponse:
    """Take a verdict back."""
    customer = _customer(alert)
    try:
        verdicts.undo(customer, UUID(request.POST.get("judged", "")), actor=staff.person, at=timezone.now())
    except (ValueError, NotFound):  # also Refused: somebody judged it meanwhile
        return redirect(f"{reverse('console-alert', args=[alert])}?done=gone")
    return redirect(f"{reverse('console-alert', args=[alert])}?done=undone")


_DONE = {
    "judged": _("判定しました。"),
    "undone": _("取り消しました。"),
    "gone": _("もう変わっていたので、何もしていません。"),
}


def _customer(alert: UUID) -> UUID:
    with across("an alert of any company"):
        found = Alert.objects.filter(id=alert).values_list("customer", flat=True).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, staff: Staff, alert: UUID, *, form: VerdictForm | None = None) -> HttpResponse:
    customer = _customer(alert)
    with tenant_scope(customer):
        record(SEEN, actor=staff.person, customer=customer, target=f"alert {alert}")
        found = selectors.alert(alert)
        judged = [(one, VERDICTS[one.verdict]) for one in found.judged.select_related("by").order_by("-at")]
        newest = next((one for one, _words in judged if one.undone_at is None), None)
        context = {
            "alert": found,
            "colour": COLOURS[found.colour],
            "why": told(from_data(found.held_why)) if found.held_why else "",
            "lowered": _lowered(found),
            "raised": told(from_data(found.raised_why)) if found.raised_why else "",
            "judged": judged,
            "undoable": newest.id if newest and newest.at == found.verdict_at else None,
            "verdict": VERDICTS.get(found.verdict, ""),
            "form": form or VerdictForm(),
            "may": staff.may(Capability.JUDGE),
            "done": _DONE.get(request.GET.get("done", ""), ""),
        }
    return page(request, staff, "alert", context, status=422 if form else 200)


def _lowered(found: Alert) -> Tuning | None:
    """What made it 青 here."""
    tuning = found.tuning
    is_lowered = tuning is not None and tuning.kind == Kind.LOWER.value and found.colour == Colour.BLUE.value
    return tuning if is_lowered else None
