"""The pages of the portal."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from otasuke.web.accounts.policy import Capability, may
from otasuke.web.contracts.errors import NotFound
from otasuke.web.contracts.evidence import consent_pdf
from otasuke.web.contracts.selectors import consent_of, terms_of, waiting_for
from otasuke.web.contracts.texts import names
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.calling import wanted
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.history import past
from otasuke.web.portal.home import home_of
from otasuke.web.portal.pages import page
from otasuke.web.reaction.selectors import preapprovals

_LOOKED_BACK, _MOST_LINES = timedelta(days=90), 100


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """今日のようす. Is anything wrong, and must I do something?"""
    now = timezone.now()
    home, call = home_of(member, now=now), wanted(request, member, now=now)
    return page(request, member, "today", home=home, wanted=call)


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def history(request: HttpRequest, member: Member) -> HttpResponse:
    """これまでのこと. What was stopped and told in the last months."""
    lines = past(member.customer.id, since=timezone.now() - _LOOKED_BACK, most=_MOST_LINES)
    return page(request, member, "history", lines=lines)


@never_cache
@require_GET
@for_members(Capability.SEE_CONTRACT)
def contract(request: HttpRequest, member: Member) -> HttpResponse:
    """契約. What was agreed, and what it costs."""
    terms = terms_of(member.customer.id, today=timezone.localdate())
    kind = names(get_language() or "ja")[terms.plan.kind] if terms else ""
    waiting = waiting_for(member.customer.id) if may([member.role], Capability.SIGN) else None
    agreed = preapprovals(member.customer.id)
    may_decide = may([member.role], Capability.SIGN)
    return page(
        request, member, "contract", terms=terms, kind=kind, waiting=waiting, agreed=agreed, may_decide=may_decide
    )


@never_cache
@require_GET
@for_members(Capability.SEE_CONTRACT)
def consent(_request: HttpRequest, member: Member, consent: UUID) -> HttpResponse:
    """The evidence of a consent as a PDF."""
    try:
        found = consent_of(member.customer.id, consent)
    except NotFound:
        raise Http404 from None
    name = f"consent-{timezone.localdate(found.given_at)}.pdf"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(consent_pdf(found), "application/pdf", headers={"Content-Disposition": disposition})
