"""Coming in: an address, a mail or a text with a link, a button, and the company if somebody acts for several."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth import logout
from django.core.validators import EmailValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.letting_in import let_member_in
from otasuke.web.accounts.links import LIVES_FOR, LinkIsOver, new_link, new_texted_link, person_of, use_link
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.member_sessions import forget_member_session
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.texting import NoMobile, parse_mobile
from otasuke.web.accounts.texting import send as send_text
from otasuke.web.customers.selectors import memberships_of
from otasuke.web.jobs.carriers import has_carrier
from otasuke.web.portal.doors import CHOSEN

_MINUTES = int(LIVES_FOR.total_seconds() // 60)


_BAD_MAIL = gettext_lazy("メールアドレスの形ではありません。例 inamori@minori.example")
_BAD_NUMBER = gettext_lazy("SMSが届く携帯電話の番号を、090-1234-5678のように入れてください。")


class Address(forms.Form):
    """Where the link is sent to: a mail address, or a mobile number where texts can be sent."""

    email = forms.CharField(max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        if has_carrier():
            field.label = gettext_lazy("メールアドレスか携帯電話の番号")
            field.help_text = gettext_lazy("携帯電話の番号は、「わたし」で登録したものを使えます。")
            field.widget = forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
        else:
            field.label = gettext_lazy("メールアドレス")
            field.help_text = gettext_lazy("お申し込みのときのものを入れてください。")
            field.widget = forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})

    def clean_email(self) -> Wanted:
        """Where to, and how."""
        written: str = self.cleaned_data["email"]
        if has_carrier() and "@" not in written:
            try:
                return Wanted(parse_mobile(written), is_text=True)
            except NoMobile:
                is_number = bool(re.search(r"\d{4}", unicodedata.normalize("NFKC", written)))
                raise forms.ValidationError(_BAD_NUMBER if is_number else _BAD_MAIL) from None
        EmailValidator(_BAD_MAIL)(written)
        return Wanted(written, is_text=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a link is to go."""

    to: str
    is_text: bool


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for an address or a number, and send a link there."""
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted: Wanted = form.cleaned_data["email"]
        (_text if wanted.is_text else _mail)(request, wanted.to)
        request.session["next"] = _next(request)
        return redirect(f"{reverse('enter-sent')}?by=text" if wanted.is_text else "enter-sent")
    return render(request, "portal/enter.html", {"form": form, "next": _next(request), "has_carrier": has_carrier()})


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, whether somebody has that address or number or not."""
    is_text = has_carrier() and request.GET.get("by") == "text"
    return render(request, "portal/sent.html", {"minutes": _MINUTES, "is_text": is_text})


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


def _mail(request: HttpRequest, email: str) -> None:
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


def _text(request: HttpRequest, mobile: str) -> None:
    now = timezone.now()
    made = new_texted_link(mobile, address=address_of(request), now=now)
    if made is None:
        return
    person, token = made
    send_text(
        mobile,
        gettext_lazy("%(provider)sのログインのリンク（%(minutes)s分）\n%(address)s"),
        reference=f"link-{uuid4().hex}",
        language=person.language,
        not_after=now + LIVES_FOR,
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
