"""さがす. One search over companies, incidents, people, pages and things to do: a page, and what the palette shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from otasuke.jp.writing import fold_width, katakana, search_key
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_all_inside
from otasuke.web.console.pages import page
from otasuke.web.console.places import groups
from otasuke.web.customers.models import Membership
from otasuke.web.customers.selectors import search_customers
from otasuke.web.incidents.selectors import coded_like
from otasuke.web.incidents.titles import title_for_reader
from otasuke.web.tenancy.scope import across

MOST_COMPANIES, MOST_INCIDENTS, MOST_PEOPLE = 8, 5, 5
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """Something to go to. kind: company, incident, person, page or act; under: what one tells it apart by."""

    kind: str
    name: str
    under: str
    address: str


@never_cache
@require_GET
@for_all_inside()
def find(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Whatever somebody may mean: the whole page, or the part of it that the palette shows."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    shown = {"sought": words, "hits": list(_hits(request, staff, words))}
    if request.GET.get("part") == "list":
        return render(request, "console/find_list.html", shown)
    return page(request, staff, "find", shown)


def _hits(request: HttpRequest, staff: Staff, words: str) -> Iterator[Hit]:
    key = search_key(words) or fold_width(words)
    for one in _pages(request, staff):
        if not words or (key and key in search_key(one.name)):
            yield one
    if not words:
        return
    if staff.may(Capability.SEE_COMPANIES):
        for company in search_customers(words, most=MOST_COMPANIES):
            yield Hit("company", company.name, company.name_kana, reverse("console-company", args=[company.tenant]))
    if staff.may(Capability.SEE_ALERTS):
        for found in coded_like(words, most=MOST_INCIDENTS):
            under = f"{found.code}　{found.customer.name}"
            yield Hit("incident", title_for_reader(found), under, reverse("console-incident", args=[found.code]))
    if staff.may(Capability.SEE_COMPANIES):
        yield from _people(words)


def _pages(request: HttpRequest, staff: Staff) -> Iterator[Hit]:
    """The places of the navigation, and what one may begin."""
    if staff.may(Capability.EDIT_COMPANIES):
        yield Hit("act", _("会社を入れる"), "", reverse("console-company-new"))
        yield Hit("act", _("会社の取りこみ"), "", reverse("console-import"))
    if staff.may(Capability.EDIT_CONTRACTS):
        yield Hit("act", _("プランを作る"), "", reverse("console-plan-new"))
    if staff.may(Capability.MANAGE_PEOPLE):
        yield Hit("act", _("人を招く"), "", reverse("console-invite"))
    for group in groups(request, staff):
        for place in group.places:
            yield Hit("page", place.name, group.name, place.address)


def _people(words: str) -> Sequence[Hit]:
    """People of the companies, by name, reading, mail address or telephone."""
    meant = Q(name__icontains=words) | Q(name_kana__icontains=katakana(words)) | Q(email__icontains=fold_width(words))
    digits = fold_width(words).replace("-", "")
    if digits.isdigit():
        meant |= Q(dialled__contains=digits)
    people = Person.objects.annotate(dialled=Replace("phone", Value("-"), Value("")))
    found = people.filter(meant).order_by("name_kana", "id").values_list("id", flat=True)[:50]
    with across("search over the people of all companies"):
        acting = Membership.objects.select_related("person", "customer").filter(person__in=list(found))
        acting = acting.filter(customer__withdrawn_at=None).order_by("person__name_kana")[:MOST_PEOPLE]
        return [
            Hit(
                "person",
                one.person.name,
                one.customer.name,
                f"{reverse('console-company', args=[one.customer.tenant])}#people",
            )
            for one in acting
        ]
