"""事案. What happened, what is still open, what do I press? And what staff do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.advice.colour import Colour
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.company_forms import staff_people
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.incident_page import read_page
from otasuke.web.console.incident_told import told_of
from otasuke.web.console.pages import page
from otasuke.web.console.queue import moment_in
from otasuke.web.incidents import changing
from otasuke.web.incidents.bell import EAR
from otasuke.web.incidents.budget import interrupt
from otasuke.web.incidents.doing import add_task, note_seen, set_done
from otasuke.web.incidents.errors import CannotBe, ChangedMeanwhile, NotFound
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.incidents.queue import LEVELS
from otasuke.web.incidents.selectors import incident_coded
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.incidents.weighing import alerts_of
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.telling import told

_RANKS = (Colour.GREEN, Colour.BLUE, Colour.YELLOW, Colour.RED)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What could not be done. by, at: who changed it meanwhile; words: what stands in the way."""

    words: str = ""
    by: str = ""
    at: datetime | None = None


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def incident(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """事案. Opening it is recorded."""
    return _shown(request, staff, coded(code))


def coded(code: str) -> Incident:
    """The incident of this code. Raises Http404."""
    found = incident_coded(code)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, staff: Staff, found: Incident, wrong: Wrong | None = None) -> HttpResponse:
    now, mark = timezone.now(), EAR.newest()
    with tenant_scope(found.customer_id):
        before = note_seen(found, actor=staff.person, at=now)
        shown = read_page(found, before=before, now=now)
    context = {
        "shown": shown,
        "one": found,
        "mark": mark,
        "people": staff_people(),
        "told": (proof := told_of(found)),
        "lines": proof.lines,
        "may_judge": staff.may(Capability.JUDGE),
        "may_react": staff.may(Capability.REACT),
        "wrong": wrong,
    }
    return page(request, staff, "incident", context, status=409 if wrong else 200)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def news(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:  # noqa: ARG001  # as all views
    """How many lines of its story are new since a page was made."""
    found = coded(code)
    since = moment_in(request.GET.get("since", ""))
    if since is None:
        return JsonResponse({"new": 0, "changed": 0, "words": ""})
    with tenant_scope(found.customer_id):
        count = Entry.objects.filter(incident=found, written_at__gt=since).count()
    words = ngettext("新しい%(count)s行を入れる", "新しい%(count)s行を入れる", count) % {"count": count}
    return JsonResponse({"new": count, "changed": 0, "words": words if count else ""})


@require_POST
@for_staff(Capability.JUDGE)
def act(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Do something about it. If somebody changed it meanwhile nothing is done, and the page says who and when."""
    found = coded(code)
    do = _ACTS.get(request.POST.get("act", ""))
    if do is None:
        return redirect("console-incident", found.code)
    try:
        with tenant_scope(found.customer_id):
            do(request, found, staff.person, timezone.now())
    except ChangedMeanwhile:
        return _shown(request, staff, coded(code), _meanwhile(found))
    except CannotBe as cannot:
        return _shown(request, staff, coded(code), Wrong(told(cannot.words)))
    except NotFound:
        raise Http404 from None
    return redirect("console-incident", found.code)


def _meanwhile(found: Incident) -> Wrong:
    with tenant_scope(found.customer_id):
        last = (
            Entry.objects.filter(incident=found).exclude(by=None).select_related("by").order_by("-written_at").first()
        )
    return Wrong(by=last.by.name, at=last.at) if last and last.by else Wrong()


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() and len(text) < 9 else None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _state(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    wanted, outcome = request.POST.get("to", ""), request.POST.get("outcome", "")
    if wanted in {one.value for one in State}:
        closing = Outcome(outcome) if wanted == State.CLOSED and outcome in {one.value for one in Outcome} else None
        changing.set_state(found.id, State(wanted), actor=me, at=now, outcome=closing, seen=_seen(request))


def _assign(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    wanted = request.POST.get("to", "")
    person = me if wanted == "me" else next((one for one in staff_people() if str(one.id) == wanted), None)
    if person or wanted == "nobody":
        changing.assign(found.id, person, actor=me, at=now, seen=_seen(request))


def _severity(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    colour, why = LEVELS.get(request.POST.get("to", "")), request.POST.get("why", "").replace("\0", "")
    before = found.level
    changing.set_severity(found.id, colour, why=why, actor=me, at=now, seen=_seen(request))
    after = changing.locked(found.id)
    if after.level in (Colour.YELLOW, Colour.RED) and _RANKS.index(after.level) > _RANKS.index(before):
        interrupt(after, by=me, reason=why, at=now)


def _note(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    words = request.POST.get("words", "").replace("\0", "").replace("\r\n", "\n")
    if words.strip():
        changing.note(found.id, words, actor=me, at=now)


def _task(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    done = request.POST.get("done", "yes") == "yes"
    set_done(found.id, _id(request.POST.get("task", "")), done=done, actor=me, at=now)


def _step(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    add_task(found.id, request.POST.get("words", ""), actor=me, at=now)


def _undo(request: HttpRequest, found: Incident, me: Person, now: datetime) -> None:
    change = _id(request.POST.get("change", ""))
    if not found.changes.filter(id=change).exists():
        raise NotFound
    changing.undo(change, actor=me, at=now)


_ACTS: Mapping[str, Callable[[HttpRequest, Incident, Person, datetime], None]] = {
    "state": _state,
    "assign": _assign,
    "severity": _severity,
    "note": _note,
    "task": _task,
    "step": _step,
    "undo": _undo,
}


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.JUDGE)
def merge(request: HttpRequest, staff: Staff, code: str, other: str) -> HttpResponse:
    """Two incidents side by side, and what they would be as one."""
    into, from_ = coded(code), coded(other)
    if into.customer_id != from_.customer_id or into.id == from_.id:
        raise Http404
    wrong = ""
    with tenant_scope(into.customer_id):
        if request.method == "POST":
            try:
                changing.merge(into.id, from_.id, actor=staff.person, at=timezone.now())
            except CannotBe as cannot:
                wrong = told(cannot.words)
            else:
                return redirect("console-incident", into.code)
        sides = [(one, alerts_of(one)) for one in (into, from_)]
    shown = {"one": into, "other": from_, "sides": sides, "wrong": wrong}
    return page(request, staff, "incident_merge", shown, status=409 if wrong else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.JUDGE)
def split(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Choose what becomes an incident of its own, and see both before it is done."""
    found = coded(code)
    given = request.POST if request.method == "POST" else request.GET
    chosen = {one for text in given.getlist("alert") if (one := _uuid(text))}
    wrong = ""
    with tenant_scope(found.customer_id):
        if request.method == "POST":
            try:
                made = changing.split(found.id, chosen, actor=staff.person, at=timezone.now())
            except CannotBe as cannot:
                wrong = told(cannot.words)
            else:
                return redirect("console-incident", made.code)
        alerts = alerts_of(found)
    shown = {
        "one": found,
        "alerts": [(one, one.id in chosen) for one in alerts],
        "stays": [one for one in alerts if one.id not in chosen],
        "goes": [one for one in alerts if one.id in chosen],
        "wrong": wrong,
    }
    return page(request, staff, "incident_split", shown, status=409 if wrong else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
