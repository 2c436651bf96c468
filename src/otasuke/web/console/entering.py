"""Coming in as staff: a password, then a code of the phone. The first time the phone is taught its secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import segno
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts import totp
from otasuke.web.accounts.attempts import LockedOut, Wrong
from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.invitations import accept, invited
from otasuke.web.accounts.letting_in import let_staff_in
from otasuke.web.accounts.links import LinkIsOver
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.openid.configuring import identity_provider
from otasuke.web.accounts.second_factor import AlreadySet, WrongCode, begin, confirm, has_second_factor
from otasuke.web.accounts.signing_in import check_code, check_password
from otasuke.web.accounts.staff_sessions import end_session
from otasuke.web.console.halves import half_in, remember_half
from otasuke.web.provider.selectors import provider


class _Password(forms.Form):
    """The first half."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("パスワード"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class _Code(forms.Form):
    """The second half."""

    code = forms.CharField(
        label=gettext_lazy("コード"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class _NewPassword(forms.Form):
    """A password of one's own. A long one is better than a strange one."""

    password = forms.CharField(
        label=gettext_lazy("新しいパスワード"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=gettext_lazy("もう一度"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self._person = person
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("上のパスワードとちがいます。"))
        return again


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the password."""
    form = _Password(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = check_password(given["email"], given["password"], address=address_of(request), now=timezone.now())
        except Wrong:
            form.add_error("password", _("メールアドレスかパスワードがちがいます。"))
        except LockedOut as locked:
            form.add_error("password", locked_words(locked))
        else:
            remember_half(request, person, back=_next(request))
            return redirect("staff-code" if has_second_factor(person) else "staff-phone")
    shown = {"form": form, "next": _next(request), "has_openid": identity_provider() is not None}
    return render(request, "console/enter.html", shown)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the phone, or of the paper."""
    half = half_in(request)
    if half is None:
        return redirect("staff-enter")
    form = _Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_code(half.person, form.cleaned_data["code"], address=address_of(request), now=timezone.now())
        except Wrong:
            form.add_error("code", _("コードがちがうか、もう使われています。次のコードを待って入れてください。"))
        except LockedOut as locked:
            form.add_error("code", locked_words(locked))
        else:
            let_staff_in(request, half.person)
            return redirect(half.back or reverse("console"))
    return render(request, "console/code.html", {"form": form, "person": half.person})


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Teach the phone its secret, and show the codes for the day it is lost."""
    half = half_in(request)
    if half is None:
        return redirect("staff-enter")
    try:
        secret = begin(half.person)
    except AlreadySet:
        return redirect("staff-code")
    form = _Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm(half.person, form.cleaned_data["code"], now=timezone.now())
        except WrongCode:
            form.add_error("code", _("コードがちがいます。スマートフォンの時計が合っているかも見てください。"))
        else:
            let_staff_in(request, half.person)
            return render(request, "console/paper.html", {"codes": codes, "back": half.back or reverse("console")})
    shown = {"form": form, "secret": secret, "qr": _qr(secret, half.person)}
    return render(request, "console/phone.html", shown)


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password; the phone comes next."""
    now = timezone.now()
    try:
        person = invited(token, now=now)
        form = _NewPassword(person, request.POST or None)
        if request.method == "POST" and form.is_valid():
            remember_half(request, accept(token, form.cleaned_data["password"], now=now))
            return redirect("staff-phone")
    except LinkIsOver:
        return render(request, "console/invitation_over.html", status=410)
    return render(request, "console/invited.html", {"form": form, "person": person})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    if isinstance(request.user, Person):
        end_session(request.user, request.session.session_key)
    logout(request)
    return redirect("staff-enter")


def _qr(secret: str, person: Person) -> SafeString:
    words = totp.uri(secret, account=person.email, issuer=provider().name)
    drawn = segno.make(words, error="l", boost_error=False).svg_inline(border=4, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  # segno draws squares; no text of anybody's is in it


def locked_words(locked: LockedOut) -> str:
    """Until when one has to wait."""
    until = timezone.localtime(locked.until)
    return _("まちがいが続いたので、%(until)sすぎまで入れません。そのあと、もう一度ためせます。") % {
        "until": until.strftime("%H:%M")
    }


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""
