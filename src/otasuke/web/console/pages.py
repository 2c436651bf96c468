"""What every page of the console has around it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otasuke.web.accounts.words import ROLES
from otasuke.web.console.doors import Staff
from otasuke.web.console.places import groups


def page(
    request: HttpRequest, staff: Staff, name: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the console from its template, with who asks and where he may go."""
    shown = {"staff": staff, "roles": _role_names(staff), "groups": groups(request, staff)}
    return render(request, f"console/{name}.html", {**shown, **(context or {})}, status=status)


def _role_names(staff: Staff) -> str:
    return "・".join(str(words) for role, words in ROLES.items() if role in staff.roles)
