"""The page of a company, its forms, and the way back from what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.card_form import CardForm
from otasuke.web.console.company_forms import FactsForm, HandlingForm, NewForm, PartForm
from otasuke.web.console.company_page import open_page
from otasuke.web.console.company_people import invited_context
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.edits import done_in, toast_of, who_wrote
from otasuke.web.console.joining import STEPS
from otasuke.web.console.list_forms import ContactsForm, PartnersForm
from otasuke.web.console.pages import page
from otasuke.web.console.site_form import SiteForm
from otasuke.web.customers.editing import edit, open_by_hand
from otasuke.web.customers.errors import BadFacts, ChangedMeanwhile
from otasuke.web.customers.handling import new_note
from otasuke.web.customers.kept import mark_of
from otasuke.web.customers.models import Customer, Edit
from otasuke.web.customers.parts import Part, read_part
from otasuke.web.customers.policy import SiteFacts
from otasuke.web.customers.selectors import customer_of, free_tenant
from otasuke.web.joining.policy import Step

_FORMS: Mapping[str, Callable[..., PartForm]] = {
    "facts": FactsForm,
    "handling": HandlingForm,
    "contacts": ContactsForm,
    "partners": PartnersForm,
    "card": CardForm,
}


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def company(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """会社. Everything about this company before I speak to it."""
    shown = open_page(found(code), staff, now=timezone.now())
    return page(
        request,
        staff,
        "company",
        {
            "shown": shown,
            "customer": shown.customer,
            "may_edit": staff.may(Capability.EDIT_COMPANIES) and shown.customer.withdrawn_at is None,
            "may_contract": staff.may(Capability.EDIT_CONTRACTS) and shown.customer.withdrawn_at is None,
            "may_invite_owner": staff.may(Capability.INVITE_OWNERS) and shown.customer.withdrawn_at is None,
            **invited_context(request, shown.customer),
            "joined_to": STEPS[Step(shown.joining.step)] if shown.joining else None,
            "toast": toast_of(request, now=timezone.now()),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def new(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Write a company in."""
    form = NewForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.value()
        if not facts.tenant:
            facts = free_tenant(facts)
        try:
            made = open_by_hand(facts, actor=staff.person, at=timezone.now())
        except BadFacts as bad:
            form.tell(bad.faults)
        else:
            return _done(facts.tenant, made)
    return page(request, staff, "company_new", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def part(request: HttpRequest, staff: Staff, code: str, part: str) -> HttpResponse:
    """Write a part of a company."""
    if part not in _FORMS:
        raise Http404
    return _edited(request, staff, found(code), _Editing(cast(Part, part), part, _FORMS[part]))


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def site(request: HttpRequest, staff: Staff, code: str, number: int) -> HttpResponse:
    """Write a site, or one more: they are counted as they are shown."""
    customer = found(code)
    return _edited(request, staff, customer, _Editing("sites", "site", SiteForm, number))


@require_POST
@for_staff(Capability.EDIT_COMPANIES)
def add_note(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Write a note."""
    customer, now = found(code), timezone.now()
    notes = read_part(customer.id, "notes")
    try:
        note = new_note(request.POST.get("words", "").replace("\r\n", "\n"), by=staff.person, at=now)
    except BadFacts:
        return redirect(f"{reverse('console-company', args=[code])}#notes")
    made = edit(customer.id, "notes", (*notes, note), seen=mark_of(notes), actor=staff.person, at=now)
    return _done(code, made)


@require_POST
@for_staff(Capability.EDIT_COMPANIES)
def remove_note(request: HttpRequest, staff: Staff, code: str, note: UUID) -> HttpResponse:  # noqa: ARG001  # as all views
    """Take a note away."""
    customer = found(code)
    notes = read_part(customer.id, "notes")
    left = tuple(one for one in notes if one.id != note)
    if left == notes:
        return redirect("console-company", code)
    made = edit(customer.id, "notes", left, seen=mark_of(notes), actor=staff.person, at=timezone.now())
    return _done(code, made)


def found(code: str) -> Customer:
    """The company of this name. Raises Http404."""
    customer = customer_of(code)
    if customer is None:
        raise Http404
    return customer


class _Editing:
    """A part of a company that somebody writes, and its form. number: of the site; None: the part is one form."""

    def __init__(self, part: Part, template: str, form: Callable[..., PartForm], number: int | None = None) -> None:
        self.part, self.template, self._form, self.number = part, template, form, number

    def form(self, whole: Any, data: Any = None, *, prefix: str | None = None) -> PartForm:
        """The form, of what the part says. Raises Http404 where there is no such site."""
        more = {"prefix": prefix} if prefix else {}
        return self._form(self._piece(whole), data, **more)

    def value(self, whole: Any, form: PartForm) -> Any:
        """What the whole part says with what the form says."""
        if self.number is None:
            return form.value()
        kept: tuple[SiteFacts, ...] = whole
        return (*kept[: self.number], form.value(), *kept[self.number + 1 :])

    def without(self, whole: Any) -> Any:
        """The sites without this one."""
        assert self.number is not None
        return (*whole[: self.number], *whole[self.number + 1 :])

    def _piece(self, whole: Any) -> Any:
        if self.number is None:
            return whole
        if self.number > len(whole):
            raise Http404
        return whole[self.number] if self.number < len(whole) else None


def _edited(request: HttpRequest, staff: Staff, customer: Customer, editing: _Editing) -> HttpResponse:
    if customer.withdrawn_at is not None:
        raise Http404
    whole = read_part(customer.id, editing.part)
    shown: dict[str, Any] = {"customer": customer, "seen": mark_of(whole), "number": editing.number}
    if request.method == "GET":
        return page(request, staff, f"edit_{editing.template}", {**shown, "form": editing.form(whole)})
    form = editing.form(whole, request.POST)
    form_now: dict[str, Any] = {}
    if "remove" in request.POST or form.is_valid():
        value = editing.without(whole) if "remove" in request.POST else editing.value(whole, form)
        try:
            seen = request.POST.get("seen", "")
            made = edit(customer.id, editing.part, value, seen=seen, actor=staff.person, at=timezone.now())
        except BadFacts as bad:
            form.tell(bad.faults)
        except ChangedMeanwhile:
            form_now = {"now": editing.form(whole, prefix="now"), "by": who_wrote(customer.id, editing.part)}
        else:
            return _done(customer.tenant, made)
    status = 409 if form_now else 200
    return page(request, staff, f"edit_{editing.template}", {**shown, "form": form, **form_now}, status=status)


def _done(code: str, made: Edit) -> HttpResponse:
    return redirect(f"{reverse('console-company', args=[code])}?{done_in(made)}")
