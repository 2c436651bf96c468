"""ほかのソフトとつなぐ. With what an owner's own programs ask about his company."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.tokens.errors import BadWish
from otasuke.web.tokens.forms import TokenForm
from otasuke.web.tokens.selectors import token_of_customer, tokens_of_customer
from otasuke.web.tokens.services import Made, make_for_customer, revoke


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.MAKE_TOKENS)
def tokens(request: HttpRequest, member: Member) -> HttpResponse:
    """Those that work, and a new one, whose secret is shown this once."""
    form, made = TokenForm([member.role], request.POST or None), None
    if request.method == "POST" and form.is_valid():
        made = _made(form, member)
    if made is not None:
        form = TokenForm([member.role])
    found = tokens_of_customer(member.customer.id, now=timezone.now())
    return page(request, member, "tokens", tokens=found, form=form, made=made)


@require_POST
@for_members(Capability.MAKE_TOKENS)
def revoke_token(_request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    """Let a token open nothing any more."""
    found = token_of_customer(member.customer.id, token)
    if found is None:
        raise Http404
    revoke(found, actor=member.person, now=timezone.now())
    return redirect("tokens")


def _made(form: TokenForm, member: Member) -> Made | None:
    now = timezone.now()
    try:
        return make_for_customer(form.wish(now), member.customer.id, actor=member.person, now=now)
    except BadWish as bad:
        form.refuse(bad)
        return None
