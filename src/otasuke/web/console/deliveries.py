"""お知らせの記録. Who was told what, by which channel, when, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.console.company_page import SEEN
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.notify import selectors, staffing
from otasuke.web.notify.errors import NotFound
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.selectors import Proof
from otasuke.web.notify.shown import ANSWERS, COLOURS, EVENTS, GLYPHS, HOW, STATES, WAYS
from otasuke.web.tenancy.scope import tenant_scope

_MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery in words; `console/proof.html` shows lines of these, on this page and on others."""

    proof: Proof
    way: object
    state: object
    glyph: str
    events: Sequence[tuple[object, object]]


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def deliveries(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The newest messages of all companies, and the newest calls of staff."""
    messages = [(one, COLOURS[one.colour]) for one in selectors.newest_messages(most=_MOST)]
    shown = {"messages": messages, "calls": selectors.newest_calls(most=_MOST), "most": _MOST}
    return page(request, staff, "deliveries", shown)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def delivery(request: HttpRequest, staff: Staff, message: UUID) -> HttpResponse:
    """One message to one company."""
    try:
        found = selectors.message_for_staff(message)
    except NotFound:
        raise Http404 from None
    with tenant_scope(found.customer_id):
        record(SEEN, actor=staff.person, customer=found.customer_id, target=f"message {found.id}")
    shown = {
        "message": found,
        "colour": COLOURS[found.colour],
        "answer": found.answer_words or ANSWERS.get(found.answer),
    }
    return page(request, staff, "delivery", shown | _of(found))


@never_cache
@require_GET
@for_staff()
def call(request: HttpRequest, staff: Staff, call: UUID) -> HttpResponse:
    """One call of staff: whoever was called may say here that he has it."""
    return page(request, staff, "call", {"call": _call(call), **_of(_call(call))})


@require_POST
@for_staff()
def take_call(_request: HttpRequest, staff: Staff, call: UUID) -> HttpResponse:
    """私が出ます."""
    staffing.acknowledge(_call(call), staff.person, at=timezone.now(), how="page")
    return redirect("console-call", call)


def lines_of(subject: Message | StaffCall) -> Sequence[Line]:
    """What `console/proof.html` shows."""
    return [
        Line(
            proof,
            WAYS[proof.delivery.way],
            STATES[proof.delivery.state],
            GLYPHS.get(proof.delivery.state, ""),
            [(one, EVENTS.get(one.kind, one.kind)) for one in proof.events],
        )
        for proof in selectors.proofs_of(subject)
    ]


def _of(subject: Message | StaffCall) -> dict[str, object]:
    return {
        "words": subject.in_language("ja"),
        "lines": lines_of(subject),
        "minutes": selectors.minutes_to_answer(subject),
        "how": HOW.get(subject.acknowledged_how),
    }


def _call(call: UUID) -> StaffCall:
    try:
        return selectors.call_for_staff(call)
    except NotFound:
        raise Http404 from None
