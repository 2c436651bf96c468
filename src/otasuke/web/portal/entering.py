"""Coming in: an address, a mail with a link, a button, and the company if somebody acts for several."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.letting_in import let_member_in
from otasuke.web.accounts.links import LIVES_FOR, LinkIsOver, new_link, person_of, use_link
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.member_sessions import forget_member_session
from otasuke.web.accounts.models import Person
from otasuke.web.customers.selectors import memberships_of
from otasuke.web.portal.doors import CHOSEN

_MINUTES = int(LIVES_FOR.total_seconds() // 60)


class Address(forms.Form):
    """Where the link is sent to."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        help_text=gettext_lazy("お申し込みのときのものを入れてください。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
        error_messages={"invalid": gettext_lazy("メールアドレスの形ではありません。例 inamori@minori.example")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and send a link there."""
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _send(request, form.cleaned_data["email"])
        request.session["next"] = _next(request)
        return redirect("enter-sent")
    return render(request, "portal/enter.html", {"form": form, "next": _next(request)})


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, whether somebody has that address or not."""
    return render(request, "portal/sent.html", {"minutes": _MINUTES})


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, and what the button does."""
    now = timezone.now()
    try:
        if request.method == "GET":
            return render(request, "portal/by_link.html", {"person": person_of(token, now=now)})
        person = use_link(token, now=now)
    except LinkIsOver:
        return render(request, "portal/link_over.html", {"minutes": _MINUTES}, status=410)
    back = request.session.get("next") or reverse("today")
    let_member_in(request, person)
    return redirect(back)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which company it is about."""
    if not isinstance(request.user, Person):
        return redirect("enter")
    members = memberships_of(request.user)
    chosen = request.POST.get("company")
    if any(str(one.customer.id) == chosen for one in members):
        request.session[CHOSEN] = chosen
        return redirect("today")
    if not members or chosen:
        raise Http404
    return render(request, "portal/choose.html", {"members": members})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    forget_member_session(request.session.session_key)
    logout(request)
    return redirect("enter")


def _send(request: HttpRequest, email: str) -> None:
    made = new_link(email, now=timezone.now())
    if made is None:
        return
    person, token = made
    send(
        person.email,
        gettext_lazy("ログインのリンク"),
        template="portal/link.txt",
        language=person.language,
        not_after=timezone.now() + LIVES_FOR,
        person=person,
        minutes=_MINUTES,
        address=request.build_absolute_uri(reverse("enter-link", args=[token])),
    )


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        else ""
    )
