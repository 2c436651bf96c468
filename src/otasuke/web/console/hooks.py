"""通知先. Programs that are told what happens: which there are, what each was told, and its secret, shown once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.hooks import selectors, services
from otasuke.web.hooks.errors import NotFound, TooLate, TooMany
from otasuke.web.hooks.forms import EndpointForm
from otasuke.web.hooks.kinds import KINDS
from otasuke.web.hooks.sealed import secret_of
from otasuke.web.tenancy.scope import across

_SHOWN = 50
_WHY = "an endpoint may be of any company"


class _New(EndpointForm):
    """Of whom, besides."""

    company = forms.SlugField(
        label=gettext_lazy("会社のコード"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("その会社のことだけを送ります。空なら、すべての会社のことを送ります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_company(self) -> UUID | None:
        code: str = self.cleaned_data["company"]
        if not code:
            return None
        with across(_WHY):
            found = Customer.objects.filter(tenant=code).values_list("id", flat=True).first()
        if found is None:
            raise ValidationError(_("このコードの会社はありません。"))
        return found


@never_cache
@require_GET
@for_staff(Capability.SETTINGS)
def hooks(request: HttpRequest, staff: Staff) -> HttpResponse:
    """通知先. All of them."""
    removed = selectors.removed_lately(now=timezone.now())
    shown = {"endpoints": selectors.endpoints(), "removed": removed, "is_late": "late" in request.GET}
    return page(request, staff, "hooks", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SETTINGS)
def new_hook(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Ask for an address, and show the secret of what was made."""
    form = _New(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            made = services.add_endpoint(
                given["url"],
                given["kinds"],
                customer=given["company"],
                actor=staff.person,
                may_be_local=settings.HOOKS_MAY_BE_LOCAL,
            )
        except TooMany:
            form.add_error("company", _("この会社の通知先は、もういっぱいです。使わないものを外してください。"))
            return page(request, staff, "hook_new", {"form": form})
        return page(request, staff, "hook_secret", {"endpoint": made, "secret": secret_of(made), "is_new": True})
    return page(request, staff, "hook_new", {"form": form})


@never_cache
@require_GET
@for_staff(Capability.SETTINGS)
def hook(request: HttpRequest, staff: Staff, endpoint: UUID) -> HttpResponse:
    """One endpoint, and what it was told."""
    try:
        found = selectors.endpoint(endpoint)
    except NotFound:
        raise Http404 from None
    kinds = [KINDS[kind].words for kind in found.kinds if kind in KINDS]
    shown = {"endpoint": found, "kinds": kinds, "log": selectors.log_of(endpoint, most=_SHOWN), "most": _SHOWN}
    return page(request, staff, "hook", shown)


@require_POST
@for_staff(Capability.SETTINGS)
def try_hook(_request: HttpRequest, _staff: Staff, endpoint: UUID) -> HttpResponse:
    """Tell it that this is a test."""
    try:
        services.send_test(endpoint)
    except NotFound:
        raise Http404 from None
    except TooMany:  # the log shows that there were enough
        pass
    return redirect("console-hook", endpoint)


@require_POST
@for_staff(Capability.SETTINGS)
def remove_hook(_request: HttpRequest, staff: Staff, endpoint: UUID) -> HttpResponse:
    """Take it away; for ten minutes the way back stands on the next page."""
    try:
        services.remove(endpoint, actor=staff.person, now=timezone.now())
    except NotFound:
        raise Http404 from None
    return redirect("console-hooks")


@require_POST
@for_staff(Capability.SETTINGS)
def put_hook_back(_request: HttpRequest, staff: Staff, endpoint: UUID) -> HttpResponse:
    """Undo that."""
    try:
        services.put_back(endpoint, actor=staff.person, now=timezone.now())
    except NotFound:
        raise Http404 from None
    except TooLate:
        return redirect(f"{reverse('console-hooks')}?late=yes")
    return redirect("console-hook", endpoint)


@never_cache
@require_POST
@for_staff(Capability.SETTINGS)
def fresh_secret(request: HttpRequest, staff: Staff, endpoint: UUID) -> HttpResponse:
    """Show a new secret, this once."""
    try:
        changed = services.change_secret(endpoint, actor=staff.person, now=timezone.now())
    except NotFound:
        raise Http404 from None
    return page(request, staff, "hook_secret", {"endpoint": changed, "secret": secret_of(changed), "is_new": False})


@require_POST
@for_staff(Capability.SETTINGS)
def switch_hook(request: HttpRequest, staff: Staff, endpoint: UUID) -> HttpResponse:
    """Tell it again, or not any more."""
    try:
        services.switch(endpoint, on=request.POST.get("on") == "yes", actor=staff.person)
    except NotFound:
        raise Http404 from None
    return redirect("console-hook", endpoint)


@require_POST
@for_staff(Capability.SETTINGS)
def deliver_again(_request: HttpRequest, staff: Staff, delivery: UUID) -> HttpResponse:
    """Try something again from the beginning."""
    try:
        found = services.deliver_again(delivery, actor=staff.person)
    except NotFound:
        raise Http404 from None
    return redirect("console-hook", found.endpoint_id)
