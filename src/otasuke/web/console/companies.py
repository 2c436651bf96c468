"""The list of companies, with filters that are kept, and what is done to many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.console.company_forms import labels_of, staff_people
from otasuke.web.console.company_list import COLUMNS, Wanted, companies_of, labels_in_use, page_of, states_of, wanted
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.edits import done_in, toast_of
from otasuke.web.console.imports import as_file
from otasuke.web.console.names_of_codes import industries, prefectures
from otasuke.web.console.pages import page
from otasuke.web.customers.editing import Kept, keep_edit
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.many import handle_many
from otasuke.web.customers.models import Customer, SavedFilter
from otasuke.web.customers.parts import facts_of, handling_of
from otasuke.web.customers.policy import Handling
from otasuke.web.customers.sheet import write_sheet
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.telling import told

MOST_AT_ONCE = 10_000
_MOST_NAMED = 20
_KINDS: Mapping[str, str] = {"assign": "assigned", "label": "labelled", "unlabel": "labelled"}


@dataclass(frozen=True, slots=True)
class Row:
    """A company in the list. contract: the state of its newest contract; "" none."""

    customer: Customer
    prefecture: str
    industry: str
    contract: str


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def companies(request: HttpRequest, staff: Staff) -> HttpResponse:
    """会社. Those that somebody wants to see, in his order."""
    wish = wanted(request.GET.dict(), request.GET.getlist("column"))
    with across("console"):
        shown = page_of(wish, request.GET.get("page"), me=staff.person.id)
        context = {
            "wish": wish,
            "page": shown,
            "found": _rows(list(shown.object_list)),
            "labels": labels_in_use(),
            "sorts": {
                name: wish.sorted_by(name).query for name in ("kana", "employees", "assigned", "made", "prefecture")
            },
            "filters": _filters(staff.person),
            "people": staff_people(),
            "prefectures": prefectures(),
            "industries": industries(),
            "columns": COLUMNS,
            "may_edit": staff.may(Capability.EDIT_COMPANIES),
            "toast": toast_of(request, now=timezone.now()),
        }
        return page(request, staff, "companies", context)


@require_POST
@for_staff(Capability.SEE_COMPANIES)
def keep_filter(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Keep what the list shows under a name; one of the same name is replaced."""
    wish = _wish(request)
    name = request.POST.get("name", "").replace("\0", "").strip()[:40]
    if name:
        SavedFilter.objects.update_or_create(
            by=staff.person, name=name,
            defaults={"query": wish.query[:500], "is_shared": request.POST.get("shared") == "on"},
        )  # fmt: skip
    return redirect(f"{reverse('console-companies')}?{wish.query}")


@require_POST
@for_staff(Capability.SEE_COMPANIES)
def drop_filter(request: HttpRequest, staff: Staff, kept: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """Throw a kept filter of one's own away."""
    SavedFilter.objects.filter(id=kept, by=staff.person).delete()
    return redirect("console-companies")


@never_cache
@require_POST
@for_staff(Capability.EDIT_COMPANIES)
def many(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Show what would be done to the companies that were chosen, and do it once that was seen."""
    act = request.POST.get("act", "")
    with across("console"):
        chosen = _chosen(request, staff)
    if not chosen or act not in ("assign", "label", "unlabel", "export"):
        return redirect(f"{reverse('console-companies')}?{_wish(request).query}")
    if act == "export":
        record("customers.exported", actor=staff.person, target="file", count=len(chosen))
        return as_file(write_sheet(facts_of(one) for one in chosen), f"companies-{timezone.localdate()}.csv")
    words: Sequence[str] = ()
    if request.POST.get("agreed") == "yes":
        try:
            return _do(request, staff, chosen)
        except BadFacts as bad:
            words = list(dict.fromkeys(told(one.sentence) for one in bad.faults))
    context = {
        "act": act,
        "count": len(chosen),
        "named": chosen[:_MOST_NAMED],
        "more": max(0, len(chosen) - _MOST_NAMED),
        "ids": [one.id for one in chosen],
        "wish": _wish(request),
        "people": staff_people(),
        "labels": sorted({label for one in chosen for label in one.labels}),
        "words": words,
    }
    return page(request, staff, "companies_many", context)


def _do(request: HttpRequest, staff: Staff, chosen: Sequence[Customer]) -> HttpResponse:
    act, now = request.POST["act"], timezone.now()
    with transaction.atomic(), across("companies are handled at once"):
        locked = (
            Customer.objects.select_for_update(of=("self",)).filter(id__in=[one.id for one in chosen]).order_by("id")
        )
        before = {one.id: handling_of(one) for one in locked}
        after = {who: _after(was, act, request) for who, was in before.items()}
        changed = {who: value for who, value in after.items() if value != before[who]}
        handle_many(changed, actor=staff.person)
        kept = [Kept(who, "handling", before[who], value) for who, value in changed.items()]
        made = keep_edit(_KINDS[act], kept, actor=staff.person, at=now)
    query = _wish(request).query
    return redirect(f"{reverse('console-companies')}?{query}{'&' if query else ''}{done_in(made)}")


def _after(was: Handling, act: str, request: HttpRequest) -> Handling:
    if act == "assign":
        return Handling(_person(request.POST.get("person", "")), was.labels)
    labels = labels_of(request.POST.get("label", ""))
    if act == "label":
        return Handling(was.assigned_to, tuple(dict.fromkeys([*was.labels, *labels])))
    return Handling(was.assigned_to, tuple(one for one in was.labels if one not in labels))


def _person(text: str) -> UUID | None:
    """Somebody of the staff, or nobody. Raises Http404 for anybody else."""
    if not text:
        return None
    try:
        found = staff_people().filter(id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return UUID(str(found.id))


def _chosen(request: HttpRequest, staff: Staff) -> list[Customer]:
    """The companies that were ticked; or all that the list shows on its pages."""
    if request.POST.get("all") == "yes":
        return list(companies_of(_wish(request), me=staff.person.id)[:MOST_AT_ONCE])
    ids = []
    for text in request.POST.getlist("who")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return list(Customer.objects.filter(id__in=ids, withdrawn_at=None).order_by("name_kana", "id"))


def _wish(request: HttpRequest) -> Wanted:
    query = QueryDict(request.POST.get("query", "")[:1000])
    return wanted(query.dict(), query.getlist("column"))


def _filters(person: Person) -> Sequence[SavedFilter]:
    return list(SavedFilter.objects.select_related("by").filter(Q(by=person) | Q(is_shared=True)).order_by("name"))


def _rows(companies: Sequence[Customer]) -> Sequence[Row]:
    states = states_of(companies)
    return [
        Row(one, prefectures().get(one.prefecture, ""), industries().get(one.industry[:1], ""), states.get(one.id, ""))
        for one in companies
    ]
