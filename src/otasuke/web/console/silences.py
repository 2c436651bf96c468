"""静かにする. What companies are not disturbed by for a while: questions of those that ended, those that are on, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts import selectors, silences
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.looking_back import Preview, preview
from otasuke.web.alerts.models import Alert, Silence
from otasuke.web.alerts.silencing import FIELDS, LONGEST, LOOKED_BACK, real_ones
from otasuke.web.audit.services import record
from otasuke.web.console.company_page import SEEN
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.fitting import Fitting, fitting
from otasuke.web.console.pages import page
from otasuke.web.console.silence_forms import AgainForm, SilenceForm, UntilForm, initial_of, values_of
from otasuke.web.customers.models import Customer
from otasuke.web.notify.shown import COLOURS
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.telling import told

_A_PAGE = 30
_LISTED = 20
_WHY = "the silences of all companies"
_DONE = ("made", "ended", "extended", "let_be")


@dataclass(frozen=True, slots=True)
class Row:
    """A silence in a list."""

    silence: Silence
    title: str
    things: Sequence[tuple[str, str]]


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def all_silences(request: HttpRequest, staff: Staff) -> HttpResponse:
    """静かにする. Questions first, then what is on, then what was."""
    now, words = timezone.now(), request.GET.get("q", "").strip()
    with across(_WHY):
        questions = _rows(_sought(selectors.questions(at=now), words)[:_A_PAGE])
        on = Paginator(_sought(selectors.running(at=now), words), _A_PAGE).get_page(request.GET.get("page"))
        shown = {
            "questions": questions,
            "page": on,
            "on": _rows(on),
            "over": _rows(_sought(selectors.over(at=now), words)[:_LISTED]),
        }
    return page(
        request, staff, "silences", shown | {"q": words, "may": staff.may(Capability.JUDGE), "done": _done(request)}
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.JUDGE)
def new_silence(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Make one. Before, what it would have hidden is shown, also to who has no scripts."""
    now = timezone.now()
    form = SilenceForm(request.POST or None, person=staff.person, now=now, initial=_initial(request))
    wrong: Sequence[str] = ()
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        given = form.cleaned_data
        try:
            made = silences.make(
                given["company"].id, form.wanted(), reason=given["reason"], ends=form.ends_at(now), owner=given["owner"],
                actor=staff.person, at=now,
            )  # fmt: skip
        except Refused as refused:
            wrong = [told(one) for one in refused.sentences]
        else:
            return _go("console-silence", made.id, done="made")
    asked = form if form.is_bound else SilenceForm(_sent(form), person=staff.person, now=now)
    shown = {"form": form, "wrong": wrong, **_effect(asked, now), **_offered(asked)}
    return page(request, staff, "silence_new", shown, status=422 if wrong else 200)


@require_POST
@for_staff(Capability.JUDGE)
def look(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What the silence that is being written would have hidden; a part of a page."""
    now = timezone.now()
    return render(
        request, "console/silence_effect.html", _effect(SilenceForm(request.POST, person=staff.person, now=now), now)
    )


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def silence(request: HttpRequest, staff: Staff, silence: UUID) -> HttpResponse:
    """One of them, and what it hid."""
    return _silence_page(request, staff, silence)


@require_POST
@for_staff(Capability.JUDGE)
def end(request: HttpRequest, staff: Staff, silence: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """Let it be heard again."""
    try:
        silences.end(_customer(silence), silence, actor=staff.person, at=timezone.now())
    except NotFound:
        return _go("console-silence", silence, done="gone")
    return _go("console-silence", silence, done="ended")


@require_POST
@for_staff(Capability.JUDGE)
def extend(request: HttpRequest, staff: Staff, silence: UUID) -> HttpResponse:
    """Let it last longer."""
    customer, form, now = _customer(silence), UntilForm(request.POST), timezone.now()
    if not form.is_valid():
        return _silence_page(request, staff, silence, until=form)
    with tenant_scope(customer):
        begins = selectors.silence(silence, at=now).begins
    try:
        silences.extend(customer, silence, ends=form.ends_at(now, begins=begins), actor=staff.person, at=now)
    except NotFound:
        return _go("console-silence", silence, done="gone")
    except Refused as refused:
        return _silence_page(request, staff, silence, until=form, wrong=refused)
    return _go("console-silence", silence, done="extended")


@require_POST
@for_staff(Capability.JUDGE)
def answer(request: HttpRequest, staff: Staff, silence: UUID) -> HttpResponse:
    """Its question: again, or not any more."""
    customer, now = _customer(silence), timezone.now()
    try:
        if "again" not in request.POST:
            silences.let_be(customer, silence, actor=staff.person, at=now)
            return _go("console-silences", done="let_be")
        form = AgainForm(request.POST, person=staff.person, now=now)
        if not form.is_valid():
            return _silence_page(request, staff, silence, again=form)
        given = form.cleaned_data
        try:
            made = silences.keep_on(
                customer, silence, reason=given["reason"], ends=form.ends_at(now), owner=given["owner"], actor=staff.person, at=now
            )  # fmt: skip
        except Refused as refused:
            return _silence_page(request, staff, silence, again=form, wrong=refused)
    except NotFound:
        return _go("console-silence", silence, done="gone")
    return _go("console-silence", made.id, done="made")


def _silence_page(
    request: HttpRequest,
    staff: Staff,
    silence: UUID,
    *,
    until: UntilForm | None = None,
    again: AgainForm | None = None,
    wrong: Refused | None = None,
) -> HttpResponse:
    customer, now = _customer(silence), timezone.now()
    with tenant_scope(customer):
        record(SEEN, actor=staff.person, customer=customer, target=f"silence {silence}")
        found = selectors.silence(silence, at=now)
        hidden = Paginator(selectors.hidden_by(found), _LISTED).get_page(request.GET.get("page"))
        (row,) = _rows([found])
        shown: dict[str, Any] = {
            "row": row,
            "page": hidden,
            "hidden": [_fitting_of(one) for one in hidden],
            "is_on": found.ended_at is None and found.ends > now,
            "is_asked": found.ended_at is None and found.ends <= now and found.answered_at is None,
        }
    shown |= {
        "until": until or UntilForm(initial={"ends": timezone.localdate(found.begins + LONGEST)}),
        "again": again or AgainForm(None, person=staff.person, now=now),
        "wrong": [told(one) for one in wrong.sentences] if wrong else (),
        "may": staff.may(Capability.JUDGE),
        "done": _done(request),
    }
    return page(request, staff, "silence", shown, status=422 if wrong else 200)


def _customer(silence: UUID) -> UUID:
    with across(_WHY):
        found = Silence.objects.filter(id=silence).values_list("customer", flat=True).first()
    if found is None:
        raise Http404
    return found


def _sought(found: QuerySet[Silence], words: str) -> QuerySet[Silence]:
    if not words:
        return found
    rules = selectors.rules_called(words)
    like = Q(customer__name__icontains=words) | Q(customer__name_kana__icontains=words) | Q(customer__tenant=words)
    return found.filter(
        like | Q(reason__icontains=words) | Q(wanted__rule__icontains=words) | Q(wanted__rule__in=rules)
    )


def _rows(found: Any) -> list[Row]:
    kept = list(found)
    titles = selectors.titles([one.wanted.get("rule", "") for one in kept])
    names = {"device": _("端末"), "person": _("人"), "counterpart": _("相手")}
    machines = selectors.machine_names([one.wanted.get("device", "") for one in kept])
    return [
        Row(
            one,
            titles.get(one.wanted.get("rule", ""), one.wanted.get("rule", "")),
            [
                (words, machines.get(one.wanted[name], one.wanted[name]))
                for name, words in names.items()
                if one.wanted.get(name)
            ],
        )
        for one in kept
    ]


def _effect(form: SilenceForm, now: datetime) -> dict[str, Any]:
    """What stands in the preview."""
    asked = form.told()
    if asked is None:
        return {"effect": None}
    customer, wanted = asked
    found = preview(customer.id, wanted, at=now)
    real = real_ones(found.effect)
    with tenant_scope(customer.id):
        machines = selectors.machine_names(
            [one.about.device for one in found.effect.hidden[:_LISTED] + found.effect.red[:_LISTED]]
        )
    return {
        "effect": found.effect,
        "days": _bars(found),
        "seen": found.seen,
        "looked_back": LOOKED_BACK.days,
        "real": told(real) if real else "",
        "company": customer,
        "fitting": [fitting(one, machines) for one in found.effect.hidden[:_LISTED]],
        "more": max(0, len(found.effect.hidden) - _LISTED),
        "reds": [fitting(one, machines) for one in found.effect.red[:_LISTED]],
    }


def _bars(found: Preview) -> list[tuple[Any, int]]:
    return list(found.days)[:_LISTED]


def _fitting_of(one: Alert) -> Fitting:
    things = [one.machine.name if one.machine else one.device, one.person, one.counterpart]
    return Fitting(
        one.title,
        COLOURS[one.colour],
        one.last_seen,
        one.times,
        [thing for thing in things if thing],
        one.verdict == "true",
        False,
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for: an alert, or fields."""
    given = {name: request.GET[name] for name in ("company", *FIELDS) if request.GET.get(name)}
    try:
        wanted = UUID(request.GET.get("alert", ""))
    except ValueError:
        return given
    with across("an alert of any company"):
        try:
            return given | initial_of(selectors.alert(wanted))
        except NotFound:
            raise Http404 from None


def _sent(form: SilenceForm) -> Any:
    """What a browser would send of a form that nobody touched."""
    return {field.name: value for field in form if (value := field.value()) not in (None, "")}


def _offered(form: SilenceForm) -> dict[str, Sequence[str]]:
    """What may be written into its fields."""
    customer = form.cleaned_data.get("company") if form.is_bound and hasattr(form, "cleaned_data") else None
    if not isinstance(customer, Customer):
        return {"rules": (), "things": ()}
    with tenant_scope(customer.id):
        seen = Alert.objects.order_by("-last_seen")[:2000]
        rules = values_of(seen.values_list("rule_id"))
        return {"rules": rules, "things": values_of(seen.values_list("machine__code", "person", "counterpart"))}


def _done(request: HttpRequest) -> str:
    done = {
        "made": _("静かにしました。終わるときに、続けるかをおたずねします。"),
        "ended": _("いま終えました。これからは、また知らせます。"),
        "extended": _("終わりの日をのばしました。"),
        "let_be": _("続けません。これからは、また知らせます。"),
        "gone": _("もう変わっていたので、何もしていません。"),
    }
    return done.get(request.GET.get("done", ""), "")


def _go(name: str, *args: Any, done: str) -> HttpResponse:
    return redirect(f"{reverse(name, args=args)}?{urlencode({'done': done})}")
