"""事業者. How the provider shows himself to his customers."""

from __future__ import annotations

import json
from dataclasses import asdict

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.provider.errors import BadProfile
from otasuke.web.provider.policy import MOST_LOGO_BYTES, Flaw, mark
from otasuke.web.provider.services import Facts, change, facts, set_logo

_SALT, _UNDO_S = "console.provider", 600
_WORDS = {
    Flaw.INCOMPLETE: _("登録番号と、始まりの日、終わりの日は、三つともそろえてください。"),
    Flaw.BACKWARDS: _("終わりの日が、始まりの日より前です。"),
    Flaw.TOO_LARGE: _("画像が大きすぎます（200KBまで）。小さくしてから、もう一度選んでください。"),
    Flaw.NO_PICTURE: _("PNG か JPEG の画像を選んでください。"),
}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Facts(forms.Form):
    name = forms.CharField(label=_("サービスを行う会社の名前"), max_length=80)
    phone = forms.CharField(
        label=_("窓口の電話番号"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    hours = forms.CharField(
        label=_("窓口の受付時間"),
        max_length=80,
        required=False,
        help_text=_("例：平日 9:00〜17:30（緊急のときは24時間）"),
    )
    email = forms.EmailField(label=_("窓口のメールアドレス"), required=False)
    registration = forms.CharField(
        label=_("お助け隊サービスの登録番号"),
        max_length=40,
        required=False,
        help_text=_("登録されている間だけ、お助け隊マークを出します。"),
    )
    registered_from = forms.DateField(label=_("登録の始まりの日"), required=False, widget=_DAY)
    registered_until = forms.DateField(label=_("登録の終わりの日"), required=False, widget=_DAY)


class _Logo(forms.Form):
    logo = forms.FileField(
        label=_("ロゴの画像"),
        help_text=_("PNG か JPEG、200KBまで。横長のものがきれいに出ます。"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SETTINGS)
def provider(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The facts and the logo, and how it looks."""
    form = _Facts(request.POST or None, initial=asdict(facts()))
    if request.method == "POST" and form.is_valid():
        try:
            before = change(Facts(**form.cleaned_data), actor=staff.person)
        except BadProfile as error:
            for flaw in error.flaws:
                form.add_error("registered_until", str(_WORDS[flaw]))
        else:
            return _changed(before)
    return _shown(request, staff, form=form)


@require_POST
@for_staff(Capability.SETTINGS)
def undo(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Put the facts back as they were a moment ago."""
    before = _before(request.POST.get("before", ""))
    if before is not None:
        change(before, actor=staff.person)
    return redirect("console-provider")


@never_cache
@require_POST
@for_staff(Capability.SETTINGS)
def logo(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Take a new logo, or take it away."""
    if "remove" in request.POST:
        set_logo(None, actor=staff.person)
        return redirect("console-provider")
    form = _Logo(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(_read(form.cleaned_data["logo"]), actor=staff.person)
        except BadProfile as error:
            for flaw in error.flaws[:1]:
                form.add_error("logo", str(_WORDS[flaw]))
        else:
            return redirect("console-provider")
    return _shown(request, staff, logo_form=form)


def _read(file: UploadedFile[bytes]) -> bytes:
    return bytes(file.read(MOST_LOGO_BYTES + 1))


def _shown(
    request: HttpRequest, staff: Staff, *, form: _Facts | None = None, logo_form: _Logo | None = None
) -> HttpResponse:
    now = facts()
    state = mark(now.registration, now.registered_from, now.registered_until, today=timezone.localdate())
    shown: dict[str, object] = {
        "form": form or _Facts(initial=asdict(now)),
        "logo_form": logo_form or _Logo(),
        "facts": now,
        "mark_state": state.value,
    }
    if _before(token := request.GET.get("before", "")) is not None:
        shown["before"] = token
    wrong = any(one is not None and one.errors for one in (form, logo_form))
    return page(request, staff, "provider", shown, status=422 if wrong else 200)


def _changed(before: Facts) -> HttpResponse:
    token = signing.dumps(json.dumps(asdict(before), default=str), salt=_SALT)
    return redirect(f"{reverse('console-provider')}?{urlencode({'before': token})}")


def _before(token: str) -> Facts | None:
    try:
        kept = json.loads(signing.loads(token, salt=_SALT, max_age=_UNDO_S))
    except signing.BadSignature:
        return None
    days = {name: parse_date(kept[name]) if kept[name] else None for name in ("registered_from", "registered_until")}
    return Facts(**{**kept, **days})
