"""The pages of the console."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.openid.configuring import identity_provider
from otasuke.web.accounts.passkey_steps import site_of
from otasuke.web.accounts.passkeys import Door, passkeys_of
from otasuke.web.accounts.policy import Capability
from otasuke.web.accounts.second_factor import new_recovery_codes, recovery_codes_left
from otasuke.web.accounts.staff_sessions import end_other_sessions, sessions_of
from otasuke.web.console.doors import Staff, for_all_inside
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across

_COMPANIES_A_PAGE = 50
_FEW_CODES = 3


@never_cache
@require_GET
@for_all_inside()
def first(request: HttpRequest, staff: Staff) -> HttpResponse:
    """はじめ. Who am I here, and how many companies are there?"""
    codes = recovery_codes_left(staff.person)
    context: dict[str, object] = {"codes": codes, "are_few": codes <= _FEW_CODES}
    if staff.may(Capability.SEE_COMPANIES):
        with across("console"):
            context["companies"] = Customer.objects.filter(withdrawn_at=None).count()
    return page(request, staff, "first", context)


@never_cache
@require_GET
@for_all_inside()
def settings(request: HttpRequest, staff: Staff) -> HttpResponse:
    """設定. His own way in: browsers, and codes for a lost phone."""
    context = {
        "sessions": sessions_of(staff.person, now=timezone.now()),
        "here": request.session.session_key,
        "codes": recovery_codes_left(staff.person),
        "passkeys": passkeys_of(staff.person, Door.STAFF),
        "can_have_passkeys": site_of(request) is not None,
        "may_settings": staff.may(Capability.SETTINGS),
        "identity_provider": identity_provider(),
    }
    return page(request, staff, "settings", context)


@require_POST
@for_all_inside()
def end_others(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Sign out his other browsers."""
    end_other_sessions(staff.person, request.session.session_key)
    return redirect("console-settings")


@never_cache
@require_POST
@for_all_inside()
def fresh_codes(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Show new recovery codes, this once."""
    return page(request, staff, "codes", {"codes": new_recovery_codes(staff.person, actor=staff.person)})
