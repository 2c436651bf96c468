"""Passkeys of staff: signing in by one in place of password and code, and the list of one's own."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otasuke.web.accounts.letting_in import let_staff_in
from otasuke.web.accounts.passkey_steps import register, registration_options, sign_in_options, signed_in_by
from otasuke.web.accounts.passkeys import BadPasskey, Door, NoSuchPasskey, remove_passkey, rename_passkey
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.console.doors import Staff, for_all_inside


@never_cache
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """A challenge for whoever wants to come in."""
    return sign_in_options(request, Door.STAFF)


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Let in whose key signed, if he has a post."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("console")
    try:
        person = signed_in_by(request, Door.STAFF)
    except BadPasskey:
        return render(request, "console/passkey_refused.html", status=400)
    if not roles_of(person):
        return render(request, "console/passkey_refused.html", status=400)
    let_staff_in(request, person)
    return redirect(back)


@never_cache
@require_POST
@for_all_inside()
def new_options(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A challenge for a new key."""
    return registration_options(request, staff.person, Door.STAFF)


@require_POST
@for_all_inside()
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Keep a new key; what is none changes nothing."""
    with suppress(BadPasskey):
        register(request, staff.person, Door.STAFF)
    return redirect(f"{reverse('console-settings')}#passkeys")


@require_POST
@for_all_inside()
def rename(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Call a key something else."""
    with suppress(NoSuchPasskey, ValueError):
        name = request.POST.get("name", "").replace("\0", "")
        rename_passkey(staff.person, UUID(request.POST.get("passkey", "")), door=Door.STAFF, name=name)
    return redirect(f"{reverse('console-settings')}#passkeys")


@require_POST
@for_all_inside()
def remove(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Take a key away. One that is not there, or somebody else's, is as good as gone."""
    with suppress(NoSuchPasskey, ValueError):
        remove_passkey(staff.person, UUID(request.POST.get("passkey", "")), door=Door.STAFF)
    return redirect(f"{reverse('console-settings')}#passkeys")
