"""判定からの提案. What verdicts propose to change, what it would have done before, and what was accepted of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts import proposals, selectors, tunings
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Tuning
from otasuke.web.alerts.policy import Kind
from otasuke.web.alerts.proposals import Proposed
from otasuke.web.alerts.proposing import LASTS, Proposal
from otasuke.web.alerts.silencing import LOOKED_BACK
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.fitting import Fitting, fitting
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.telling import told

_AT_ONCE = 10
"""More than this nobody decides at one sitting; what spares most is there first."""
_A_PAGE = 30
_LISTED = 10
_WHY = "proposals and tunings of all companies"


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as it is shown. did: what did it, name and value; things: where, who and with whom."""

    company: Customer
    rule: str
    proposal: Proposal
    did: Sequence[tuple[str, str]]
    things: Sequence[tuple[str, str]]
    refused: str
    ends: datetime
    quiet: Sequence[Fitting]
    more: int
    lost: Sequence[Fitting]


@dataclass(frozen=True, slots=True)
class Row:
    """A change that is on."""

    tuning: Tuning
    title: str
    did: str
    things: Sequence[tuple[str, str]]


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def all_proposals(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What there is to decide, then what was accepted."""
    return _page(request, staff)


@require_POST
@for_staff(Capability.JUDGE)
def answer(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Accept a proposal, or leave it as it is."""
    given, now = request.POST, timezone.now()
    verb = tunings.accept if "accept" in given else tunings.decline
    try:
        company = UUID(given.get("company", ""))
        made = verb(company, given.get("rule", ""), given.get("mark", ""), actor=staff.person, at=now)
    except (ValueError, NotFound) as error:
        if isinstance(error, Refused):
            return _page(request, staff, wrong=error)
        return _go(done="gone")
    return _go(done="declined" if made.is_declined else "accepted", tuning=str(made.id))


@require_POST
@for_staff(Capability.JUDGE)
def undo(request: HttpRequest, staff: Staff, tuning: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """As it was before."""
    with across(_WHY):
        company = Tuning.objects.filter(id=tuning).values_list("customer", flat=True).first()
    if company is None:
        raise Http404
    try:
        tunings.undo(company, tuning, actor=staff.person, at=timezone.now())
    except NotFound:
        return _go(done="gone")
    return _go(done="undone")


def _page(request: HttpRequest, staff: Staff, *, wrong: Refused | None = None) -> HttpResponse:
    now = timezone.now()
    found = proposals.waiting(at=now, most=_AT_ONCE)
    with across(_WHY):
        companies = proposals.companies_of(found)
        machines = selectors.machine_names(_devices(found))
        on = Paginator(proposals.accepted(at=now), _A_PAGE).get_page(request.GET.get("page"))
        rows = _rows(list(on))
        undoable = _undoable(request.GET.get("tuning", ""), at=now)
    context = {
        "cards": [_card(one, companies[one.customer], machines, at=now) for one in found],
        "rows": rows,
        "page": on,
        "looked_back": LOOKED_BACK.days,
        "may": staff.may(Capability.JUDGE),
        "wrong": [told(one) for one in wrong.sentences] if wrong else (),
        "done": _done(request),
        "undoable": undoable,
    }
    return page(request, staff, "proposals", context, status=422 if wrong else 200)


def _devices(found: Sequence[Proposed]) -> list[str]:
    shown = [one for each in found for one in _shown(each.proposal)]
    return [*(one.about.device for one in shown), *(one.proposal.change.wanted.get("device", "") for one in found)]


def _shown(proposal: Proposal) -> list[Any]:
    return [*proposal.effect.hidden[:_LISTED], *proposal.effect.true[:_LISTED]]


def _card(found: Proposed, company: Customer, machines: Mapping[str, str], *, at: datetime) -> Card:
    proposal = found.proposal
    effect, wanted = proposal.effect, proposal.change.wanted
    return Card(
        company=company,
        rule=found.rule,
        proposal=proposal,
        did=_did(found.look),
        things=_things(wanted, machines),
        refused=told(proposal.refused) if proposal.refused else "",
        ends=at + LASTS[proposal.change.kind],
        quiet=[fitting(one, machines) for one in effect.hidden[:_LISTED]],
        more=max(0, len(effect.hidden) - _LISTED),
        lost=[fitting(one, machines) for one in effect.true[:_LISTED]],
    )


def _did(look: str) -> list[tuple[str, str]]:
    """What did it, from a look: a line is `name=value`."""
    pairs = (line.partition("=") for line in look.splitlines())
    return [(name, value) for name, equals, value in pairs if equals and value]


def _things(wanted: Mapping[str, str], machines: Mapping[str, str]) -> list[tuple[str, str]]:
    names = {"device": _("端末"), "person": _("人"), "counterpart": _("相手")}
    return [(words, machines.get(wanted[name], wanted[name])) for name, words in names.items() if wanted.get(name)]


def _rows(kept: Sequence[Tuning]) -> list[Row]:
    titles = selectors.titles([one.wanted["rule"] for one in kept])
    machines = selectors.machine_names([one.wanted.get("device", "") for one in kept])
    return [
        Row(
            one,
            titles.get(one.wanted["rule"], one.wanted["rule"]),
            next((value for _name, value in _did(one.look)), "") if one.kind == Kind.HABIT.value else "",
            _things(one.wanted, machines),
        )
        for one in kept
    ]


def _undoable(text: str, *, at: datetime) -> Tuning | None:
    """What was answered just now, as long as it can be taken back."""
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return Tuning.objects.filter(id=wanted, ends__gt=at).exclude(proposals.ENDED).first()


def _done(request: HttpRequest) -> str:
    return {
        "accepted": _("受け入れました。"),
        "declined": _("30日のあいだ、提案しません。"),
        "undone": _("元に戻しました。"),
        "gone": _("もう変わっていたので、何もしていません。"),
    }.get(request.GET.get("done", ""), "")


def _go(**query: str) -> HttpResponse:
    return redirect(f"{reverse('console-proposals')}?{urlencode(query)}")
