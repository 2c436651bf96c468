"""わたし. Who one is here, and where one is signed in."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.member_sessions import end_member_session, end_other_member_sessions, member_sessions_of
from otasuke.web.accounts.passkey_steps import site_of
from otasuke.web.accounts.passkeys import Door, passkeys_of
from otasuke.web.accounts.policy import Capability
from otasuke.web.accounts.renaming import rename
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.names import name_field, name_kana_field
from otasuke.web.portal.pages import page


class _Name(forms.Form):
    """One's own name."""

    name = name_field()
    name_kana = name_kana_field()


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def me(request: HttpRequest, member: Member) -> HttpResponse:
    """わたし. Name and browsers."""
    return _me(request, member, _named(member))


@never_cache
@require_POST
@for_members(Capability.SEE_TODAY)
def name(request: HttpRequest, member: Member) -> HttpResponse:
    """Change one's own name."""
    form = _Name(request.POST)
    if not form.is_valid():
        return _me(request, member, form)
    rename(member.person, name=form.cleaned_data["name"], name_kana=form.cleaned_data["name_kana"])
    return redirect("me")


@require_POST
@for_members(Capability.SEE_TODAY)
def end_one(request: HttpRequest, member: Member) -> HttpResponse:
    """Sign one of one's browsers out. One that is not there, or somebody else's, is as good as ended."""
    with suppress(ValueError):
        end_member_session(member.person, UUID(request.POST.get("session", "")))
    return redirect("me")


@require_POST
@for_members(Capability.SEE_TODAY)
def end_others(request: HttpRequest, member: Member) -> HttpResponse:
    """Sign all of one's other browsers out."""
    end_other_member_sessions(member.person, request.session.session_key)
    return redirect("me")


def _me(request: HttpRequest, member: Member, form: _Name) -> HttpResponse:
    sessions = member_sessions_of(member.person, now=timezone.now())
    return page(
        request,
        member,
        "me",
        form=form,
        sessions=sessions,
        here=request.session.session_key,
        passkeys=passkeys_of(member.person, Door.MEMBER),
        can_have_passkeys=site_of(request) is not None,
    )


def _named(member: Member) -> _Name:
    return _Name(initial={"name": member.person.name, "name_kana": member.person.name_kana})
