"""Passkeys of a customer's people: coming in without waiting for a mail."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otasuke.web.accounts.letting_in import let_member_in
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.passkey_steps import register, registration_options, sign_in_options, signed_in_by
from otasuke.web.accounts.passkeys import BadPasskey, Door, NoSuchPasskey, remove_passkey, rename_passkey
from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members


@never_cache
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """A challenge for whoever wants to come in."""
    return sign_in_options(request, Door.MEMBER)


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Let in whose key signed."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("today")
    try:
        person = signed_in_by(request, Door.MEMBER)
    except BadPasskey:
        return render(request, "portal/passkey_refused.html", status=400)
    let_member_in(request, person)
    return redirect(back)


@never_cache
@require_POST
@for_members(Capability.SEE_TODAY)
def new_options(request: HttpRequest, member: Member) -> HttpResponse:
    """A challenge for a new key."""
    return registration_options(request, member.person, Door.MEMBER)


@require_POST
@for_members(Capability.SEE_TODAY)
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep a new key, and tell its person by mail: it opens for longer than a session that somebody else may have."""
    with suppress(BadPasskey):
        made = register(request, member.person, Door.MEMBER)
        send(
            member.person.email,
            gettext_lazy("パスキーを登録しました"),
            template="portal/passkey_made.txt",
            language=member.person.language,
            person=member.person,
            passkey=made,
        )
    return redirect(f"{reverse('me')}#passkeys")


@require_POST
@for_members(Capability.SEE_TODAY)
def rename(request: HttpRequest, member: Member) -> HttpResponse:
    """Call a key something else."""
    with suppress(NoSuchPasskey, ValueError):
        name = request.POST.get("name", "").replace("\0", "")
        rename_passkey(member.person, UUID(request.POST.get("passkey", "")), door=Door.MEMBER, name=name)
    return redirect(f"{reverse('me')}#passkeys")


@require_POST
@for_members(Capability.SEE_TODAY)
def remove(request: HttpRequest, member: Member) -> HttpResponse:
    """Take a key away. One that is not there, or somebody else's, is as good as gone."""
    with suppress(NoSuchPasskey, ValueError):
        remove_passkey(member.person, UUID(request.POST.get("passkey", "")), door=Door.MEMBER)
    return redirect(f"{reverse('me')}#passkeys")
