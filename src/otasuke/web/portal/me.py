"""わたし. Who one is here, and where one is signed in."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.carrier.numbers import domestic
from otasuke.web.accounts.member_sessions import end_member_session, end_other_member_sessions, member_sessions_of
from otasuke.web.accounts.names import name_field, name_kana_field
from otasuke.web.accounts.passkey_steps import site_of
from otasuke.web.accounts.passkeys import Door, passkeys_of
from otasuke.web.accounts.policy import Capability
from otasuke.web.accounts.quiet import set_quiet
from otasuke.web.accounts.quiet_hours import BadQuiet
from otasuke.web.accounts.renaming import rename
from otasuke.web.customers.selectors import Member
from otasuke.web.jobs.carriers import has_carrier
from otasuke.web.notify import push_steps
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.ui.telling import told


class _Name(forms.Form):
    """One's own name."""

    name = name_field()
    name_kana = name_kana_field()


_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class _Quiet(forms.Form):
    """One's own quiet hours."""

    begins = forms.TimeField(label=gettext_lazy("始まり"), widget=_CLOCK, required=False)
    ends = forms.TimeField(
        label=gettext_lazy("終わり"),
        widget=_CLOCK,
        required=False,
        help_text=gettext_lazy("例：22:00と7:00。両方を消すと、なくなります。"),
    )


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


@never_cache
@require_POST
@for_members(Capability.SEE_TODAY)
def quiet(request: HttpRequest, member: Member) -> HttpResponse:
    """Between which times nothing but 赤 reaches one; none, if nothing is filled in."""
    form = _Quiet(request.POST)
    if form.is_valid():
        try:
            set_quiet(member.person, form.cleaned_data["begins"], form.cleaned_data["ends"])
        except BadQuiet as bad:
            form.add_error("ends", told(bad.words))
        else:
            return redirect(f"{reverse('me')}#quiet")
    return _me(request, member, _named(member), form)


@require_POST
@for_members(Capability.SEE_TODAY)
def push(request: HttpRequest, member: Member) -> HttpResponse:
    """Notifications in one's browsers: begin, end, try."""
    return redirect(f"{reverse('me')}?push={push_steps.done(request, member.person)}#push")


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


def _me(request: HttpRequest, member: Member, form: _Name, quiet: _Quiet | None = None) -> HttpResponse:
    sessions = member_sessions_of(member.person, now=timezone.now())
    return page(
        request,
        member,
        "me",
        form=form,
        quiet=member.person.quiet,
        quiet_form=quiet or _Quiet(initial={"begins": member.person.quiet_from, "ends": member.person.quiet_until}),
        sessions=sessions,
        here=request.session.session_key,
        passkeys=passkeys_of(member.person, Door.MEMBER),
        can_have_passkeys=site_of(request) is not None,
        has_carrier=has_carrier(),
        mobile=domestic(member.person.mobile) if member.person.mobile else "",
        **push_steps.shown(request, member.person),
    )


def _named(member: Member) -> _Name:
    return _Name(initial={"name": member.person.name, "name_kana": member.person.name_kana})
