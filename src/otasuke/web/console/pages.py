"""What every page of the console has around it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.policy import Role
from otasuke.web.console.doors import Staff
from otasuke.web.console.places import groups

_ROLES = {
    Role.ANALYST: gettext_lazy("監視"),
    Role.DESK: gettext_lazy("窓口"),
    Role.DISPATCHER: gettext_lazy("手配"),
    Role.CLERK: gettext_lazy("事務"),
    Role.MANAGER: gettext_lazy("管理者"),
}


def page(
    request: HttpRequest, staff: Staff, name: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the console from its template, with who asks and where he may go."""
    shown = {"staff": staff, "roles": _role_names(staff), "groups": groups(request, staff)}
    return render(request, f"console/{name}.html", {**shown, **(context or {})}, status=status)


def _role_names(staff: Staff) -> str:
    return "・".join(str(words) for role, words in _ROLES.items() if role in staff.roles)
