"""What one has to know of a customer: contacts, the card of context, and partners. Each is written as a whole."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.etags import demand_version
from otasuke.web.api.opened import company, company_to_write
from otasuke.web.api.refusals import refusals
from otasuke.web.api.routes.declared import says, version_of, with_version
from otasuke.web.api.shapes.context import (
    CardShown,
    CardWritten,
    ContactsShown,
    ContactsWritten,
    PartnersShown,
    PartnersWritten,
    card_shown,
    contacts_shown,
    partners_shown,
)
from otasuke.web.customers.models import Contact, ContextCard, ExpectedTime, OddProgram, Partner
from otasuke.web.customers.services import keep_card, set_contacts, set_partners
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "context"
_CONTACTS, _CARD, _PARTNERS = (f"/customers/{{uuid:customer}}/{name}" for name in ("contacts", "card", "partners"))


@router.get(_CONTACTS, response=ContactsShown, **says(_("連絡先を読む"), scope=Scope.READ_CUSTOMERS, tag=_TAG))
def read_contacts(request: HttpRequest, response: HttpResponse, customer: UUID) -> ContactsShown:
    """Whom to turn to, first to last."""
    with company(request, customer):
        return _contacts(response)


@router.put(_CONTACTS, response=ContactsShown, **says(_("連絡先を書く"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def replace_contacts(
    request: HttpRequest, response: HttpResponse, customer: UUID, body: ContactsWritten
) -> ContactsShown:
    """Write whom to turn to. Those of before are gone."""
    with company_to_write(request, customer):
        demand_version(request, version_of(_contacts(response)))
        with refusals("/contacts"):
            set_contacts(customer, [one.facts() for one in body.contacts], actor=bearer_of(request).person)
        return _contacts(response)


@router.get(_CARD, response=CardShown, **says(_("カルテを読む"), scope=Scope.READ_CUSTOMERS, tag=_TAG))
def read_card(request: HttpRequest, response: HttpResponse, customer: UUID) -> CardShown:
    """The card of context; an empty one if there is none."""
    with company(request, customer):
        return _card(response)


@router.put(_CARD, response=CardShown, **says(_("カルテを書く"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def replace_card(request: HttpRequest, response: HttpResponse, customer: UUID, body: CardWritten) -> CardShown:
    """Write the card of context."""
    with company_to_write(request, customer):
        demand_version(request, version_of(_card(response)))
        with refusals():
            keep_card(customer, body.facts(), actor=bearer_of(request).person)
        return _card(response)


@router.get(_PARTNERS, response=PartnersShown, **says(_("取引先を読む"), scope=Scope.READ_CUSTOMERS, tag=_TAG))
def read_partners(request: HttpRequest, response: HttpResponse, customer: UUID) -> PartnersShown:
    """With whom the company trades, by name."""
    with company(request, customer):
        return _partners(response)


@router.put(_PARTNERS, response=PartnersShown, **says(_("取引先を書く"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def replace_partners(
    request: HttpRequest, response: HttpResponse, customer: UUID, body: PartnersWritten
) -> PartnersShown:
    """Write with whom the company trades. Those of before are gone."""
    with company_to_write(request, customer):
        demand_version(request, version_of(_partners(response)))
        with refusals("/partners"):
            set_partners(customer, [one.facts() for one in body.partners], actor=bearer_of(request).person)
        return _partners(response)


def _contacts(response: HttpResponse) -> ContactsShown:
    shown = contacts_shown(Contact.objects.order_by("position"))
    with_version(response, shown)
    return shown


def _card(response: HttpResponse) -> CardShown:
    times = ExpectedTime.objects.order_by("kind", "weekday", "day_of_month", "day", "begins", "words", "id")
    shown = card_shown(ContextCard.objects.first(), OddProgram.objects.order_by("name"), times)
    with_version(response, shown)
    return shown


def _partners(response: HttpResponse) -> PartnersShown:
    shown = partners_shown(Partner.objects.prefetch_related("domains").order_by("name"))
    with_version(response, shown)
    return shown
