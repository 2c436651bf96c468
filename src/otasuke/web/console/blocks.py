"""止めているもの. Of one company, with the boxes that fetch its lists; and of all companies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.console.company import found
from otasuke.web.console.company_page import SEEN
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.reaction import feeding, services
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.models import Action, Feed
from otasuke.web.reaction.policy import PUT_BACK_WITHIN
from otasuke.web.reaction.selectors import blocks_everywhere, feed_of, of_company
from otasuke.web.reaction.setting_up import BRANDS, CANNOT_FETCH, steps
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.telling import told

MOST = 200
_ENDED = "console-blocks"


class FeedForm(forms.Form):
    """A box that fetches."""

    name = forms.CharField(label=gettext_lazy("機器の名前"), max_length=60, initial=gettext_lazy("会社の入口の機器"))
    brand = forms.ChoiceField(label=gettext_lazy("メーカー"), choices=list(BRANDS.items()))


class SpareForm(forms.Form):
    """Something of the company's own."""

    value = forms.CharField(
        label=gettext_lazy("止めないもの"),
        max_length=253,
        help_text=gettext_lazy("この会社のドメイン、固定IPアドレス、その範囲。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.CharField(label=gettext_lazy("メモ"), max_length=120, required=False)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def company_blocks(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """What is stopped for a company, by whom it was allowed, and which boxes fetch it."""
    return _company(request, staff, found(code))


@never_cache
@require_POST
@for_staff(Capability.REACT)
def add_feed(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Let a box fetch; its address is shown this once, with what to do."""
    customer, form = found(code), FeedForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = feeding.add_feed(
                customer.id, name=given["name"], brand=given["brand"], actor=staff.person, at=timezone.now()
            )
        except Refused as refused:
            form.add_error("name", told(refused.words))
        else:
            return _made(request, staff, customer, made)
    return _company(request, staff, customer, feed_form=form)


@never_cache
@require_POST
@for_staff(Capability.REACT)
def fresh_address(request: HttpRequest, staff: Staff, code: str, feed: UUID) -> HttpResponse:
    """Give a box another address; the one before finds nothing any more."""
    customer = found(code)
    try:
        return _made(request, staff, customer, feeding.change_secret(feed, of=customer.id, actor=staff.person))
    except NotFound:
        raise Http404 from None


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def how_to(request: HttpRequest, staff: Staff, code: str, feed: UUID) -> HttpResponse:
    """How a box is told to fetch, without its address, which was shown once."""
    customer = found(code)
    try:
        one = feed_of(customer.id, feed)
    except NotFound:
        raise Http404 from None
    return _how(request, staff, customer, one, f"{one.begins}…")


@require_POST
@for_staff(Capability.REACT)
def remove_feed(_request: HttpRequest, staff: Staff, code: str, feed: UUID) -> HttpResponse:
    """Let a box fetch nothing any more."""
    try:
        feeding.remove_feed(feed, of=found(code).id, actor=staff.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    return redirect("console-company-blocks", code)


@require_POST
@for_staff(Capability.REACT)
def add_spared(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Write down what is the company's own."""
    customer, form = found(code), SpareForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.spare(customer.id, given["value"], actor=staff.person, at=timezone.now(), words=given["words"])
        except Refused as refused:
            form.add_error("value", told(refused.words))
        else:
            return redirect("console-company-blocks", code)
    return _company(request, staff, customer, spare_form=form)


@require_POST
@for_staff(Capability.REACT)
def remove_spared(_request: HttpRequest, staff: Staff, code: str, spared: UUID) -> HttpResponse:
    """It is not, or not any more."""
    try:
        services.spare_no_more(spared, of=found(code).id, actor=staff.person)
    except NotFound:
        raise Http404 from None
    return redirect("console-company-blocks", code)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def blocks(request: HttpRequest, staff: Staff) -> HttpResponse:
    """止めているもの. At all companies, with a search."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    now = timezone.now()
    shown, count = blocks_everywhere(words, now=now, most=MOST)
    ended = _lately(request.GET.get("ended", ""))
    context = {
        "sought": words,
        "blocks": shown,
        "count": count,
        "most": MOST,
        "ended": request.GET.get("ended", "") if ended else "",
        "how_many": len(ended),
        "may_react": staff.may(Capability.REACT),
    }
    return page(request, staff, "blocks", context)


@require_POST
@for_staff(Capability.REACT)
def withdraw_many(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Withdraw those that were chosen; for ten minutes the way back stands on the next page."""
    chosen = [one for text in request.POST.getlist("action")[:MOST] if (one := _id(text))]
    ended = services.withdraw_many(chosen, actor=staff.person, at=timezone.now())
    signed = signing.dumps([str(one.id) for one in ended], salt=_ENDED, compress=True)
    return redirect(f"{reverse('console-blocks')}?{urlencode({'ended': signed})}" if ended else "console-blocks")


@require_POST
@for_staff(Capability.REACT)
def put_back_many(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Undo that; what cannot be put back any more stays as it is."""
    ids = _lately(request.POST.get("ended", ""))
    with across("what staff withdrew may be of several companies"):
        whose = list(Action.objects.filter(id__in=ids).values_list("id", "customer_id"))
    for action, customer in whose:
        try:
            services.put_back(action, of=customer, actor=staff.person, at=timezone.now())
        except (NotFound, Refused):
            continue
    return redirect("console-blocks")


def _company(request: HttpRequest, staff: Staff, customer: Customer, **more: Any) -> HttpResponse:
    with tenant_scope(customer.id):
        record(SEEN, actor=staff.person, customer=customer.id, target=f"customer {customer.id}")
        shown = of_company(customer.id, now=timezone.now())
    context = {
        "customer": customer,
        "shown": shown,
        "brands": BRANDS,
        "cannot_fetch": CANNOT_FETCH,
        "feed_form": FeedForm(),
        "spare_form": SpareForm(),
        "may_react": staff.may(Capability.REACT) and customer.withdrawn_at is None,
        **more,
    }
    return page(request, staff, "company_blocks", context)


def _made(request: HttpRequest, staff: Staff, customer: Customer, made: feeding.Made) -> HttpResponse:
    return _how(request, staff, customer, made.feed, made.secret, is_new=True)


def _how(
    request: HttpRequest, staff: Staff, customer: Customer, feed: Feed, secret: str, *, is_new: bool = False
) -> HttpResponse:
    address = request.build_absolute_uri("/").rstrip("/") + reverse("feed", args=["SECRET", "FILE"])
    address = address.removesuffix("/FILE").replace("SECRET", secret)
    context = {
        "customer": customer,
        "feed": feed,
        "brand": BRANDS[feed.brand],
        "is_new": is_new,
        "address": address,
        "steps": [(told(one.words), one.block) for one in steps(feed.brand, address)],
    }
    return page(request, staff, "feed", context)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lately(signed: str) -> list[str]:
    """What was withdrawn at once a moment ago, as an address says it."""
    try:
        ids: list[str] = signing.loads(signed, salt=_ENDED, max_age=PUT_BACK_WITHIN)
    except signing.BadSignature:
        return []
    return ids
