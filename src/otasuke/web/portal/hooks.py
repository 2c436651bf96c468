"""ソフトに知らせる. Programs of the company itself, which are told what happens to it. The owner adds and removes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.hooks import selectors, services
from otasuke.web.hooks.errors import NotFound, TooLate, TooMany
from otasuke.web.hooks.forms import OwnersForm
from otasuke.web.hooks.kinds import KINDS
from otasuke.web.hooks.models import Endpoint
from otasuke.web.hooks.sealed import secret_of
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page

_SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.TELL_PROGRAMS)
def hooks(request: HttpRequest, member: Member) -> HttpResponse:
    """Those that are told, and a new one, whose secret is shown this once."""
    form = OwnersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _added(form, member)
        except TooMany:
            form.add_error("url", _("もう足せません。使わないものを外してください。"))
        else:
            return page(request, member, "hook_secret", endpoint=made, secret=secret_of(made), is_new=True)
    of = member.customer.id
    removed = selectors.removed_lately(now=timezone.now(), of=of)
    return page(
        request, member, "hooks", form=form, endpoints=selectors.endpoints(of=of), removed=removed,
        is_late="late" in request.GET,
    )  # fmt: skip


@never_cache
@require_GET
@for_members(Capability.TELL_PROGRAMS)
def hook(request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """One of them, and what it was told."""
    found = _of_his(lambda: selectors.endpoint(endpoint, of=member.customer.id))
    kinds = [KINDS[kind].words for kind in found.kinds if kind in KINDS]
    log = selectors.log_of(endpoint, most=_SHOWN, of=member.customer.id)
    told = [(KINDS[one.kind].words if one.kind in KINDS else _("ためしの知らせ"), one, tries) for one, tries in log]
    many = "many" in request.GET
    return page(request, member, "hook", endpoint=found, kinds=kinds, told=told, most=_SHOWN, is_enough=many)


@require_POST
@for_members(Capability.TELL_PROGRAMS)
def try_hook(_request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """Tell it that this is a test."""
    try:
        _of_his(lambda: services.send_test(endpoint, of=member.customer.id))
    except TooMany:
        return redirect(f"{reverse('hook', args=[endpoint])}?many=yes")
    return redirect("hook", endpoint)


@never_cache
@require_POST
@for_members(Capability.TELL_PROGRAMS)
def fresh_secret(request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """Show a new secret, this once."""
    now, of = timezone.now(), member.customer.id
    changed = _of_his(lambda: services.change_secret(endpoint, actor=member.person, now=now, of=of))
    return page(request, member, "hook_secret", endpoint=changed, secret=secret_of(changed), is_new=False)


@require_POST
@for_members(Capability.TELL_PROGRAMS)
def switch_hook(request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """Tell it again, or not any more."""
    on = request.POST.get("on") == "yes"
    _of_his(lambda: services.switch(endpoint, on=on, actor=member.person, of=member.customer.id))
    return redirect("hook", endpoint)


@require_POST
@for_members(Capability.TELL_PROGRAMS)
def remove_hook(_request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """Take it away; for ten minutes the way back stands on the next page."""
    now, of = timezone.now(), member.customer.id
    _of_his(lambda: services.remove(endpoint, actor=member.person, now=now, of=of))
    return redirect("hooks")


@require_POST
@for_members(Capability.TELL_PROGRAMS)
def give_hook_back(_request: HttpRequest, member: Member, endpoint: UUID) -> HttpResponse:
    """Put it back; after ten minutes that is said, and nothing done."""
    now, of = timezone.now(), member.customer.id
    try:
        _of_his(lambda: services.put_back(endpoint, actor=member.person, now=now, of=of))
    except TooLate:
        return redirect(f"{reverse('hooks')}?late=yes")
    return redirect("hook", endpoint)


@require_POST
@for_members(Capability.TELL_PROGRAMS)
def deliver_again(_request: HttpRequest, member: Member, delivery: UUID) -> HttpResponse:
    """Try something again from the beginning."""
    found = _of_his(lambda: services.deliver_again(delivery, actor=member.person, of=member.customer.id))
    return redirect("hook", found.endpoint_id)


def _added(form: OwnersForm, member: Member) -> Endpoint:
    return services.add_endpoint(
        form.cleaned_data["url"],
        form.cleaned_data["kinds"],
        customer=member.customer.id,
        actor=member.person,
        may_be_local=settings.HOOKS_MAY_BE_LOCAL,
    )


def _of_his(ask: Callable[[], Any]) -> Any:
    """What is asked for, of his company. Raises Http404."""
    try:
        return ask()
    except NotFound:
        raise Http404 from None
