"""The parts of a company, each read and written as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from otasuke.web.audit.services import Actor
from otasuke.web.customers.handling import handle, set_notes
from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.models import (
    Closure,
    Contact,
    ContextCard,
    Customer,
    ExpectedTime,
    Note,
    OddProgram,
    OpeningHours,
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
from otasuke.web.tenancy.question import Question, ask_together
from otasuke.web.tenancy.scope import tenant_scope

_Rows = Sequence[tuple[Any, ...]]
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


def read_here(*parts: Literal["sites", "contacts", "card", "partners"]) -> Sequence[Any]:
    """The same of several parts, where the scope of the company is open already."""
    asked = [_ASKED[part] for part in parts]
    answers = iter(ask_together(*(one for questions, _ in asked for one in questions)))
    return [told(*(next(answers) for _ in questions)) for questions, told in asked]


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


def _facts(customer: UUID) -> Facts:
    return facts_of(Customer.objects.get(id=customer))


def _handling(customer: UUID) -> Handling:
    return handling_of(Customer.objects.get(id=customer))


_SITES = Question(
    lambda: Site.objects.order_by("name").values_list(
        "id", "closes_on_holidays", "name", "postal_code", "municipality", "address", "phone"
    )
)
_OPENINGS = Question(
    lambda: OpeningHours.objects.order_by("weekday", "opens_at").values_list(
        "site_id", "weekday", "opens_at", "closes_at"
    )
)
_CLOSURES = Question(lambda: Closure.objects.order_by("first", "last").values_list("site_id", "first", "last"))


def _sites(sites: _Rows, openings: _Rows, closures: _Rows) -> tuple[SiteFacts, ...]:
    def hours(site: UUID, *, closes_on_holidays: bool) -> Hours:
        return Hours(
            tuple(Open(*one[1:]) for one in openings if one[0] == site),
            tuple((first, last) for of, first, last in closures if of == site),
            closes_on_holidays,
        )

    return tuple(
        SiteFacts(name, hours(site, closes_on_holidays=holidays), *rest) for site, holidays, name, *rest in sites
    )


_CONTACTS = Question(
    lambda: Contact.objects.order_by("position").values_list(*(field.name for field in fields(ContactFacts)))
)


def _contacts(contacts: _Rows) -> tuple[ContactFacts, ...]:
    return tuple(ContactFacts(*one) for one in contacts)


_CARD = Question(lambda: ContextCard.objects.values_list("administered_by", "administrator_phone", "words"))
_ODD_PROGRAMS = Question(lambda: OddProgram.objects.order_by("name").values_list("name", "words"))
_EXPECTED = Question(
    lambda: ExpectedTime.objects.order_by("kind", "weekday", "day_of_month", "day", "begins", "id").values_list(
        *(field.name for field in fields(Expected))
    )
)


def _card(cards: _Rows, odd_programs: _Rows, expected: _Rows) -> CardFacts:
    by, phone, words = next(iter(cards), ("", "", ""))
    return CardFacts(
        by, phone, words, tuple((name, use) for name, use in odd_programs), tuple(Expected(*one) for one in expected)
    )


_PARTNERS = Question(
    lambda: (
        Partner.objects.annotate(its=ArrayAgg("domains__domain", filter=Q(domains__isnull=False)))
        .order_by("name")
        .values_list("name", "name_kana", "its")
    )
)


def _partners(partners: _Rows) -> tuple[PartnerFacts, ...]:
    return tuple(PartnerFacts(name, kana, tuple(sorted(its or ()))) for name, kana, its in partners)


_ASKED: Mapping[Part, tuple[tuple[Question[Any], ...], Callable[..., Any]]] = {
    "sites": ((_SITES, _OPENINGS, _CLOSURES), _sites),
    "contacts": ((_CONTACTS,), _contacts),
    "card": ((_CARD, _ODD_PROGRAMS, _EXPECTED), _card),
    "partners": ((_PARTNERS,), _partners),
}


def _notes(_customer: UUID) -> tuple[NoteFacts, ...]:
    return tuple(NoteFacts(one.id, one.words, one.by_id, one.at) for one in Note.objects.order_by("at", "id"))


def _write_sites(customer: UUID, sites: tuple[SiteFacts, ...], actor: Actor | None) -> None:
    with tenant_scope(customer):
        names = [one.name for one in sites]
        for gone in list(Site.objects.exclude(name__in=names).values_list("id", flat=True)):
            close_site(customer, gone, actor=actor)
        (before,) = read_here("sites")
        for one in sites:
            if one not in before:
                keep_site(customer, one, actor=actor)


_WAYS: Mapping[Part, _Way] = {
    "facts": _Way(Facts, _facts, lambda who, value, actor: change_customer(who, value, actor=actor)),
    "sites": _Way(tuple[SiteFacts, ...], lambda _: read_here("sites")[0], _write_sites),
    "contacts": _Way(
        tuple[ContactFacts, ...],
        lambda _: read_here("contacts")[0],
        lambda who, value, actor: set_contacts(who, value, actor=actor),
    ),
    "card": _Way(
        CardFacts, lambda _: read_here("card")[0], lambda who, value, actor: keep_card(who, value, actor=actor)
    ),
    "partners": _Way(
        tuple[PartnerFacts, ...],
        lambda _: read_here("partners")[0],
        lambda who, value, actor: set_partners(who, value, actor=actor),
    ),
    "handling": _Way(Handling, _handling, lambda who, value, actor: handle(who, value, actor=actor)),
    "notes": _Way(tuple[NoteFacts, ...], _notes, lambda who, value, actor: set_notes(who, value, actor=actor)),
}
