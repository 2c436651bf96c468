"""The pages of the console."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability, Role
from otasuke.web.accounts.second_factor import new_recovery_codes, recovery_codes_left
from otasuke.web.accounts.staff_sessions import end_other_sessions, sessions_of
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.places import groups
from otasuke.web.customers.models import Customer
from otasuke.web.customers.selectors import search_customers
from otasuke.web.tenancy.scope import across

_ROLES = {
    Role.ANALYST: gettext_lazy("監視"),
    Role.DESK: gettext_lazy("窓口"),
    Role.DISPATCHER: gettext_lazy("手配"),
    Role.CLERK: gettext_lazy("事務"),
    Role.MANAGER: gettext_lazy("管理者"),
}
_COMPANIES_A_PAGE = 50
_FEW_CODES = 3


@never_cache
@require_GET
@for_staff()
def first(request: HttpRequest, staff: Staff) -> HttpResponse:
    """はじめ. Who am I here, and how many companies are there?"""
    codes = recovery_codes_left(staff.person)
    context: dict[str, object] = {"codes": codes, "are_few": codes <= _FEW_CODES}
    if staff.may(Capability.SEE_COMPANIES):
        with across("console"):
            context["companies"] = Customer.objects.count()
    return _page(request, staff, "first", context)


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def companies(request: HttpRequest, staff: Staff) -> HttpResponse:
    """会社. All companies, by how they are read; or those that somebody may mean, the likeliest first."""
    sought = request.GET.get("q", "").replace("\0", "").strip()
    if sought:
        return _page(
            request, staff, "companies", {"sought": sought, "found": search_customers(sought, most=_COMPANIES_A_PAGE)}
        )
    with across("console"):
        pages = Paginator(Customer.objects.order_by("name_kana", "id"), _COMPANIES_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        return _page(request, staff, "companies", {"page": page, "found": page.object_list})


@never_cache
@require_GET
@for_staff()
def settings(request: HttpRequest, staff: Staff) -> HttpResponse:
    """設定. His own way in: browsers, and codes for a lost phone."""
    context = {
        "sessions": sessions_of(staff.person, now=timezone.now()),
        "here": request.session.session_key,
        "codes": recovery_codes_left(staff.person),
    }
    return _page(request, staff, "settings", context)


@require_POST
@for_staff()
def end_others(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Sign out his other browsers."""
    end_other_sessions(staff.person, request.session.session_key)
    return redirect("console-settings")


@never_cache
@require_POST
@for_staff()
def fresh_codes(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Show new recovery codes, this once."""
    return _page(request, staff, "codes", {"codes": new_recovery_codes(staff.person, actor=staff.person)})


def _page(request: HttpRequest, staff: Staff, name: str, context: Mapping[str, object]) -> HttpResponse:
    shown = {"staff": staff, "roles": _role_names(staff), "groups": groups(request, staff)}
    return render(request, f"console/{name}.html", {**shown, **context})


def _role_names(staff: Staff) -> str:
    return "・".join(str(words) for role, words in _ROLES.items() if role in staff.roles)
