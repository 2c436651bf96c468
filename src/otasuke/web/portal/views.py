"""The pages of the portal."""

from __future__ import annotations

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
from otasuke.web.portal.devices import watched
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """今日のようす. Is anything wrong, and must I do something?"""
    return page(request, member, "today", watch=watched(member))


@require_GET
@for_members(Capability.ANSWER)
def messages(request: HttpRequest, member: Member) -> HttpResponse:
    """メッセージ. What was told."""
    return page(request, member, "messages")


@never_cache
@require_GET
@for_members(Capability.SEE_CONTRACT)
def contract(request: HttpRequest, member: Member) -> HttpResponse:
    """契約. What was agreed, and what it costs."""
    terms = terms_of(member.customer.id, today=timezone.localdate())
    kind = names(get_language() or "ja")[terms.plan.kind] if terms else ""
    waiting = waiting_for(member.customer.id) if may([member.role], Capability.SIGN) else None
    return page(request, member, "contract", terms=terms, kind=kind, waiting=waiting)


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
