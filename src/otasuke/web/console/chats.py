"""連絡の方法. Chats of companies and of the staff in which messages are written too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.selectors import customer_of
from otasuke.web.notify import places as kept
from otasuke.web.notify.channels.written import FIELDS
from otasuke.web.notify.errors import NotFound
from otasuke.web.notify.policy import Way
from otasuke.web.notify.shown import WAYS
from otasuke.web.outside.asking import usual_network
from otasuke.web.outside.policy import LONGEST_URL, BadUrl, check_url


class _New(forms.Form):
    """Whose place it is, and what is needed to write there."""

    name = forms.CharField(
        label=gettext_lazy("場所の名前"), max_length=60, help_text=gettext_lazy("部屋やチャンネルの名前。例 #見守り")
    )
    company = forms.SlugField(
        label=gettext_lazy("会社のコード"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("その会社への知らせを書きます。空なら、スタッフの場所です。当番への電話を書きます。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label=gettext_lazy("Webhookのアドレス"),
        max_length=LONGEST_URL,
        help_text=gettext_lazy("サービスが出したもの。https:// で始まります。"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(
        label=gettext_lazy("トークン"),
        max_length=400,
        help_text=gettext_lazy("保存したあとは見られません。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    to = forms.CharField(
        label=gettext_lazy("送り先の番号"),
        max_length=100,
        help_text=gettext_lazy("グループ、人、または部屋の番号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("ことば"), choices=[("ja", "日本語"), ("en", "English")])

    def __init__(self, way: Way, *given: Any) -> None:
        super().__init__(*given)
        for field in {"url", "token", "to"} - {*FIELDS[way]}:
            del self.fields[field]

    def clean_company(self) -> UUID | None:
        code: str = self.cleaned_data["company"]
        if not code:
            return None
        found = customer_of(code)
        if found is None or found.withdrawn_at is not None:
            raise ValidationError(_("このコードの会社はありません。"))
        return found.id

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url, may_be_local=usual_network().may_be_local)
        except BadUrl:
            raise ValidationError(_("https:// で始まり、社内を指さないアドレスを入れてください。")) from None
        return url


@never_cache
@require_GET
@for_staff(Capability.SETTINGS)
def places(request: HttpRequest, staff: Staff) -> HttpResponse:
    """連絡の方法. All of them."""
    shown = {"places": [(one, WAYS[one.way]) for one in kept.places()], "removed": _named(request, "removed")}
    return page(request, staff, "places", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SETTINGS)
def new_place(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Ask for one of the service that was chosen."""
    way = _way(request)
    form = _New(way, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kept.add_place(
            way,
            given["name"],
            {field: given[field] for field in FIELDS[way]},
            customer=given["company"],
            language=given["language"],
            actor=staff.person,
            at=timezone.now(),
        )
        return redirect("console-places")
    ways = [(one.value, WAYS[one]) for one in FIELDS]
    return page(request, staff, "place_new", {"form": form, "ways": ways, "chosen": way.value})


@never_cache
@require_POST
@for_staff(Capability.SETTINGS)
def try_place(request: HttpRequest, staff: Staff, place: UUID) -> HttpResponse:
    """Write something there, and say how it went."""
    try:
        wrong = kept.try_out(place, at=timezone.now())
        tried = kept.place_of(place)
    except NotFound:
        raise Http404 from None
    shown = {"places": [(one, WAYS[one.way]) for one in kept.places()], "tried": tried, "wrong": wrong}
    return page(request, staff, "places", shown)


@require_POST
@for_staff(Capability.SETTINGS)
def remove_place(_request: HttpRequest, staff: Staff, place: UUID) -> HttpResponse:
    """Write nothing there any more."""
    try:
        kept.remove_place(place, actor=staff.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    return redirect(f"/console/places?removed={place}")


@require_POST
@for_staff(Capability.SETTINGS)
def bring_back(_request: HttpRequest, staff: Staff, place: UUID) -> HttpResponse:
    """Write there again."""
    try:
        kept.bring_back(place, actor=staff.person)
    except NotFound:
        raise Http404 from None
    return redirect("console-places")


def _way(request: HttpRequest) -> Way:
    chosen = request.GET.get("way", Way.LINE.value)
    if chosen not in {*FIELDS}:
        raise Http404
    return Way(chosen)


def _named(request: HttpRequest, name: str) -> object:
    """The place that was removed just now, if the address names one."""
    try:
        found = kept.place_of(UUID(request.GET.get(name, "")))
    except (ValueError, NotFound):
        return None
    return found if found.removed_at else None
