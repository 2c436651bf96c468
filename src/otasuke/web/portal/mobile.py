"""One's own mobile number, by which a link can be texted: written, confirmed by a code, taken away."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.carrier.numbers import domestic
from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.mobiles import (
    CodeIsOver,
    TooManyTexts,
    WrongCode,
    confirm_code,
    remove_mobile,
    send_code,
    waiting_code,
)
from otasuke.web.accounts.policy import Capability
from otasuke.web.accounts.texting import NoMobile
from otasuke.web.customers.selectors import Member
from otasuke.web.jobs.carriers import has_carrier
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page


class _Number(forms.Form):
    """A number that takes texts."""

    mobile = forms.CharField(
        label=gettext_lazy("携帯電話の番号"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class _Code(forms.Form):
    """What was texted."""

    code = forms.CharField(
        label=gettext_lazy("SMSで届いた6けたのコード"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.SEE_TODAY)
def mobile(request: HttpRequest, member: Member) -> HttpResponse:
    """Which number it is. A text with a code goes there."""
    if not has_carrier():
        return redirect("me")
    form = _Number(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_sent(request, member, form):
        return redirect("me-mobile-code")
    return page(request, member, "mobile", form=form)


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.SEE_TODAY)
def code(request: HttpRequest, member: Member) -> HttpResponse:
    """What was texted. Then the number is his, and he is told by mail: it opens for longer than a session that somebody else may have."""
    waiting = waiting_code(member.person, now=timezone.now())
    if waiting is None:
        return redirect("me-mobile" if has_carrier() else "me")
    form = _Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirm_code(member.person, form.cleaned_data["code"], now=timezone.now())
        except WrongCode:
            form.add_error("code", gettext_lazy("コードがちがいます。もう一度見てください。"))
        except CodeIsOver:
            return redirect("me-mobile")
        else:
            _tell(member, waiting.mobile)
            return redirect(f"{reverse('me')}#mobile")
    return page(request, member, "mobile_code", form=form, mobile=domestic(waiting.mobile))


@require_POST
@for_members(Capability.SEE_TODAY)
def remove(_: HttpRequest, member: Member) -> HttpResponse:
    """Take the number away."""
    remove_mobile(member.person)
    return redirect(f"{reverse('me')}#mobile")


def _is_sent(request: HttpRequest, member: Member, form: _Number) -> bool:
    try:
        send_code(member.person, form.cleaned_data["mobile"], address=address_of(request), now=timezone.now())
    except NoMobile:
        form.add_error("mobile", gettext_lazy("SMSが届く携帯電話の番号を、090-1234-5678のように入れてください。"))
    except TooManyTexts:
        form.add_error("mobile", gettext_lazy("きょうはこれ以上送れません。明日もう一度お試しください。"))
    else:
        return True
    return False


def _tell(member: Member, mobile: str) -> None:
    send(
        member.person.email,
        gettext_lazy("携帯電話の番号を登録しました"),
        template="portal/mobile_set.txt",
        language=member.person.language,
        person=member.person,
        mobile=domestic(mobile),
    )
