"""対応待ち. What do I do next? One queue over all companies, and what is done to many of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts.loose import LETTER, loose_page
from otasuke.web.alerts.policy import Held
from otasuke.web.console.company_forms import staff_people
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.edits import Toast
from otasuke.web.console.pages import page
from otasuke.web.console.queue_page import open_queue, row_of
from otasuke.web.incidents.bell import EAR
from otasuke.web.incidents.budget import justify
from otasuke.web.incidents.errors import CannotBe
from otasuke.web.incidents.kept import drop_filter, filters_of, keep_filter
from otasuke.web.incidents.many import MOST, assign_many, set_state_of_many, undo_many
from otasuke.web.incidents.models import Change
from otasuke.web.incidents.queue import Wanted, newer, of_campaigns, wanted
from otasuke.web.incidents.selectors import incident_coded
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import from_data
from otasuke.web.ui.streaming import streamed
from otasuke.web.ui.telling import told

_SALT = "console.queue"
_UNDO_S = 600
_LATER_MS = 1500


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def queue(request: HttpRequest, staff: Staff) -> HttpResponse:
    """対応待ち. By harm and clock, with what was held back, and why."""
    return _shown(request, staff, wanted(request.GET.dict()), _toast(request))


def _shown(
    request: HttpRequest, staff: Staff, wish: Wanted, toast: Toast | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    mark = EAR.newest()
    with across("console"):
        shown = open_queue(wish, staff.person, now=timezone.now(), mark=mark)
    context = {
        "shown": shown,
        "wish": wish,
        "filters": filters_of(staff.person),
        "people": staff_people(),
        "states": [one for one in State if one not in (State.CLOSED, State.MERGED)],
        "may_judge": staff.may(Capability.JUDGE),
        "toast": toast,
        "wrong": wrong,
    }
    return page(request, staff, "queue", context, status=status)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def rail(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """What one should know of an incident before one opens it: why it is so grave, and what comes next."""
    incident = incident_coded(code)
    if incident is None:
        raise Http404
    with tenant_scope(incident.customer_id):
        shown = {
            "row": row_of(incident, now=timezone.now()),
            "reasons": [told(from_data(one)) for one in incident.reasons],
            "next": incident.tasks.filter(done_at=None).order_by("position").first(),
            "may_judge": staff.may(Capability.JUDGE),
        }
    return render(request, "console/queue_rail.html", shown)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def held(request: HttpRequest, staff: Staff) -> HttpResponse:
    """見送ったもの. What was found and disturbed nobody, each with its reason."""
    by = request.GET.get("by", "")
    by = by if by in {LETTER, *(one.value for one in Held)} else ""
    tenant = request.GET.get("company", "").replace("\0", "")[:64]
    with across("console"):
        alerts, onward = loose_page(by, tenant, request.GET.get("after", ""))
    rows = [(one, told(from_data(one.held_why)) if one.held_why else "") for one in alerts]
    address = urlencode({"by": by, "company": tenant, "after": onward}) if onward else ""
    shown = {"rows": rows, "by": by, "company": tenant, "onward": address, "reasons": [*Held, LETTER]}
    return page(request, staff, "queue_held", shown)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def live(_request: HttpRequest, staff: Staff) -> HttpResponseBase:  # noqa: ARG001  # as all views
    """Says when anything became different; the page then asks what."""
    return streamed(EAR.newest, later_ms=_LATER_MS)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def news(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What came since a page was made, of what it shows: to be offered there."""
    since = moment_in(request.GET.get("since", ""))
    if since is None:
        return JsonResponse({"new": 0, "changed": 0, "words": ""})
    with across("console"):
        new, changed = newer(wanted(request.GET.dict()), since, me=staff.person.id)
    return JsonResponse({"new": new, "changed": changed, "words": _news_words(new, changed)})


def moment_in(text: str) -> datetime | None:
    """The moment that a page was made at; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _news_words(new: int, changed: int) -> str:
    if new:
        return ngettext("新しい%(count)s件を上に入れる", "新しい%(count)s件を上に入れる", new) % {"count": new}
    if changed:
        return ngettext("変わった%(count)s件を入れる", "変わった%(count)s件を入れる", changed) % {"count": changed}
    return ""


@require_POST
@for_staff(Capability.JUDGE)
def many(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Somebody takes incidents, takes them on, or closes them; the way back stands on the next page."""
    wish = wanted(QueryDict(request.POST.get("query", "")).dict())
    chosen = _chosen(request)
    now = timezone.now()
    try:
        done = _do(request, staff.person, chosen, now)
    except CannotBe as cannot:
        return _shown(request, staff, wish, None, wrong=told(cannot.words), status=409)
    back = f"{reverse('console-queue')}?{wish.query}"
    if not done:
        return redirect(back)
    said = signing.dumps([len(done), len(chosen) - len(done), now.isoformat()], salt=_SALT)
    return redirect(f"{back}{'&' if wish.query else ''}{urlencode({'done': said})}")


def _do(request: HttpRequest, me: Person, chosen: Sequence[UUID], now: datetime) -> Sequence[Change]:
    act, to = request.POST.get("act", ""), request.POST.get("to", "")
    if act == "mine":
        return assign_many(chosen, me, actor=me, at=now)
    if act == "assign":
        person = next((one for one in staff_people() if str(one.id) == to), None)
        return assign_many(chosen, person, actor=me, at=now) if person or to == "nobody" else ()
    if act in {one.value for one in State} and act != State.MERGED:
        outcome = request.POST.get("outcome", "")
        closing = Outcome(outcome) if outcome in set(Outcome) else None
        state = State(act)
        return set_state_of_many(chosen, state, actor=me, at=now, outcome=closing if state is State.CLOSED else None)
    return ()


def _chosen(request: HttpRequest) -> list[UUID]:
    """What was ticked: incidents, and campaigns, which are all of their incidents."""
    ids = _uuids(request.POST.getlist("who"))
    together = _uuids(request.POST.getlist("campaign"))
    if together:
        with across("a campaign is handled at once"):
            ids += of_campaigns(together)
    return list(dict.fromkeys(ids))[:MOST]


def _uuids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for one in texts:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


@require_POST
@for_staff(Capability.JUDGE)
def undo(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Take back what he just did to incidents."""
    try:
        _done, _stayed, at = signing.loads(request.POST.get("done", ""), salt=_SALT, max_age=_UNDO_S)
    except (signing.BadSignature, ValueError):
        return redirect("console-queue")
    undone, stayed = undo_many(
        staff.person.id, datetime.fromisoformat(at), actor=staff.person, at=timezone.now()
    )  # fmt: skip
    said = signing.dumps([undone, stayed], salt=_SALT)
    return redirect(f"{reverse('console-queue')}?{urlencode({'undone': said})}")


@require_POST
@for_staff(Capability.JUDGE)
def reason(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Why he had to disturb companies more often than his budget allows."""
    try:
        justify(request.POST.get("reason", ""), by=staff.person, at=timezone.now())
    except CannotBe as cannot:
        return _shown(request, staff, Wanted(), None, wrong=told(cannot.words), status=400)
    return redirect("console-queue")


@require_POST
@for_staff(Capability.SEE_ALERTS)
def keep(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Keep what the queue shows under a name."""
    wish = wanted(QueryDict(request.POST.get("query", "")).dict())
    keep_filter(
        request.POST.get("name", ""), wish.query, by=staff.person, is_shared=request.POST.get("shared") == "on"
    )  # fmt: skip
    return redirect(f"{reverse('console-queue')}?{wish.query}")


@require_POST
@for_staff(Capability.SEE_ALERTS)
def drop(_request: HttpRequest, staff: Staff, kept: UUID) -> HttpResponse:
    """Throw a kept filter of one's own away."""
    drop_filter(kept, by=staff.person)
    return redirect("console-queue")


def _toast(request: HttpRequest) -> Toast | None:
    """What was just done here."""
    for name in ("done", "undone"):
        if not (text := request.GET.get(name, "")):
            continue
        try:
            count, stayed, *_at = signing.loads(text, salt=_SALT, max_age=_UNDO_S)
        except (signing.BadSignature, ValueError):
            return None
        words = _("%(count)s件を変えました。") if name == "done" else _("%(count)s件を元に戻しました。")
        more = _("%(count)s件は、そのままです。") % {"count": stayed} if stayed else ""
        return Toast(words % {"count": count} + more, text if name == "done" else "")
    return None
