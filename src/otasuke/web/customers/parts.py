"""The parts of a company, each read and written as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal
from uuid import UUID

from otasuke.web.audit.services import Actor
from otasuke.web.customers.handling import handle, set_notes
from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.models import (
    Contact,
    ContextCard,
    Customer,
    ExpectedTime,
    Note,
    OddProgram,
    Partner,
    Site,
)
from otasuke.web.customers.policy import (
    CardFacts,
    ContactFacts,
    Facts,
    Handling,
    NoteFacts,
    PartnerFacts,
    SiteFacts,
)
from otasuke.web.customers.services import (
    change_customer,
    close_site,
    keep_card,
    keep_site,
    set_contacts,
    set_partners,
)
from otasuke.web.tenancy.scope import tenant_scope

Part = Literal["facts", "sites", "contacts", "card", "partners", "handling", "notes"]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a part is read, written, and made again of JSON."""

    kind: Any
    read: Callable[[UUID], Any]
    write: Callable[[UUID, Any, Actor | None], object]


def read_part(customer: UUID, part: Part) -> Any:
    """What a part of a company says now: a dataclass, or a tuple of them."""
    with tenant_scope(customer):
        return _WAYS[part].read(customer)


def read_here(customer: UUID, part: Part) -> Any:
    """The same where the scope of the company is open already."""
    return _WAYS[part].read(customer)


def write_part(customer: UUID, part: Part, value: Any, *, actor: Actor | None) -> None:
    """Let a part of a company say this. Raises BadFacts."""
    _WAYS[part].write(customer, value, actor)


def kind_of(part: Part) -> Any:
    """The type of what a part says, as an annotation."""
    return _WAYS[part].kind


def facts_of(customer: Customer) -> Facts:
    """What is known of a company, without its parts."""
    return Facts(**{field.name: getattr(customer, field.name) for field in fields(Facts)})


def handling_of(customer: Customer) -> Handling:
    """Who looks after a company, and its labels."""
    return Handling(customer.assigned_to_id, tuple(customer.labels))


def hours_of(site: Site) -> Hours:
    """When a site is open."""
    return Hours(
        tuple(
            Open(one.weekday, one.opens_at, one.closes_at)
            for one in sorted(site.hours.all(), key=lambda one: (one.weekday, one.opens_at))
        ),
        tuple((one.first, one.last) for one in sorted(site.closures.all(), key=lambda one: (one.first, one.last))),
        site.closes_on_holidays,
    )


def _facts(customer: UUID) -> Facts:
    return facts_of(Customer.objects.get(id=customer))


def _handling(customer: UUID) -> Handling:
    return handling_of(Customer.objects.get(id=customer))


def _sites(_customer: UUID) -> tuple[SiteFacts, ...]:
    found = Site.objects.prefetch_related("hours", "closures").order_by("name")
    return tuple(
        SiteFacts(one.name, hours_of(one), one.postal_code, one.municipality, one.address, one.phone) for one in found
    )


def _contacts(_customer: UUID) -> tuple[ContactFacts, ...]:
    return tuple(
        ContactFacts(**{field.name: getattr(one, field.name) for field in fields(ContactFacts)})
        for one in Contact.objects.order_by("position")
    )


def _card(_customer: UUID) -> CardFacts:
    card = ContextCard.objects.first() or ContextCard()
    return CardFacts(
        card.administered_by,
        card.administrator_phone,
        card.words,
        tuple(OddProgram.objects.order_by("name").values_list("name", "words")),
        tuple(
            Expected(**{field.name: getattr(one, field.name) for field in fields(Expected)})
            for one in ExpectedTime.objects.order_by("kind", "weekday", "day_of_month", "day", "begins", "id")
        ),
    )


def _partners(_customer: UUID) -> tuple[PartnerFacts, ...]:
    found = Partner.objects.prefetch_related("domains").order_by("name")
    return tuple(
        PartnerFacts(one.name, one.name_kana, tuple(sorted(domain.domain for domain in one.domains.all())))
        for one in found
    )


def _notes(_customer: UUID) -> tuple[NoteFacts, ...]:
    return tuple(NoteFacts(one.id, one.words, one.by_id, one.at) for one in Note.objects.order_by("at", "id"))


def _write_sites(customer: UUID, sites: tuple[SiteFacts, ...], actor: Actor | None) -> None:
    with tenant_scope(customer):
        names = [one.name for one in sites]
        for gone in list(Site.objects.exclude(name__in=names).values_list("id", flat=True)):
            close_site(customer, gone, actor=actor)
        before = _sites(customer)
        for one in sites:
            if one not in before:
                keep_site(customer, one, actor=actor)


_WAYS: Mapping[Part, _Way] = {
    "facts": _Way(Facts, _facts, lambda who, value, actor: change_customer(who, value, actor=actor)),
    "sites": _Way(tuple[SiteFacts, ...], _sites, _write_sites),
    "contacts": _Way(
        tuple[ContactFacts, ...], _contacts, lambda who, value, actor: set_contacts(who, value, actor=actor)
    ),
    "card": _Way(CardFacts, _card, lambda who, value, actor: keep_card(who, value, actor=actor)),
    "partners": _Way(
        tuple[PartnerFacts, ...], _partners, lambda who, value, actor: set_partners(who, value, actor=actor)
    ),
    "handling": _Way(Handling, _handling, lambda who, value, actor: handle(who, value, actor=actor)),
    "notes": _Way(tuple[NoteFacts, ...], _notes, lambda who, value, actor: set_notes(who, value, actor=actor)),
}
