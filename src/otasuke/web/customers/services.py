"""Writing customers. Every verb is one transaction with a line in the customer's audit log, or raises BadFacts.

What is changed is one company's: the service opens its scope. The log says which fields were written, never what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.models import (
    Closure,
    Contact,
    ContextCard,
    Customer,
    ExpectedTime,
    OddProgram,
    OpeningHours,
    Partner,
    PartnerDomain,
    Site,
)
from otasuke.web.customers.policy import (
    CardFacts,
    ContactFacts,
    Facts,
    Fault,
    PartnerFacts,
    SiteFacts,
    card_faults,
    contact_faults,
    faults,
    mail_domain,
    partner_faults,
    site_faults,
)
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import _

TAKEN = Fault("tenant", _("この名前のテナントは、すでにあります。"))
_FIXED = Fault("tenant", _("テナントの名前は変えられません。"))


def open_customer(facts: Facts, *, actor: Actor | None) -> Customer:
    """Take a company in. One that was withdrawn comes back through `many.open_many` alone."""
    refuse(faults(facts))
    customer = Customer(id=uuid4(), is_demo=settings.IS_DEMO, **asdict(facts))
    with tenant_scope(customer.id):
        try:
            with transaction.atomic():
                customer.save(force_insert=True)
        except IntegrityError as taken:
            raise BadFacts([TAKEN]) from taken
        record("customer.opened", actor=actor, customer=customer.id, target=f"customer {customer.id}")
    return customer


def change_customer(customer: UUID, facts: Facts, *, actor: Actor | None) -> Customer:
    """Write what is known of a company; the name of its tenant has to be the same. Nothing changed: no line."""
    refuse(faults(facts))
    with tenant_scope(customer):
        row = Customer.objects.select_for_update().get(id=customer)
        changed = [name for name, value in asdict(facts).items() if getattr(row, name) != value]
        if "tenant" in changed:
            raise BadFacts([_FIXED])
        if changed:
            for name in changed:
                setattr(row, name, getattr(facts, name))
            row.save()
            _note("customer.changed", actor, customer, fields=" ".join(changed))
        return row


def keep_site(customer: UUID, facts: SiteFacts, *, actor: Actor | None) -> Site:
    """Write a site with its hours and closures; one of the same name is replaced in place."""
    refuse(site_faults(facts))
    with tenant_scope(customer):
        site, _made = Site.objects.update_or_create(
            customer_id=customer,
            name=facts.name,
            defaults={
                "postal_code": facts.postal_code,
                "municipality": facts.municipality,
                "address": facts.address,
                "phone": facts.phone,
                "closes_on_holidays": facts.hours.closes_on_holidays,
            },
        )
        _write_hours(site, facts)
        record("site.kept", actor=actor, customer=customer, target=f"site {site.id}")
    return site


def _write_hours(site: Site, facts: SiteFacts) -> None:
    whose = {"customer_id": site.customer_id, "site": site}
    site.hours.all().delete()
    site.closures.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(**whose, weekday=one.weekday, opens_at=one.opens, closes_at=one.closes) for one in facts.hours.open
    )
    Closure.objects.bulk_create(Closure(**whose, first=first, last=last) for first, last in facts.hours.closed)


def close_site(customer: UUID, site: UUID, *, actor: Actor | None) -> None:
    """Take a site away. One that is not there, or somebody else's, is as good as gone."""
    with tenant_scope(customer):
        if Site.objects.filter(id=site).delete()[0]:
            record("site.closed", actor=actor, customer=customer, target=f"site {site}")


def set_contacts(customer: UUID, contacts: Sequence[ContactFacts], *, actor: Actor | None) -> None:
    """Write whom to turn to, first to last. Those of before are gone."""
    refuse(contact_faults(contacts))
    with tenant_scope(customer):
        Contact.objects.all().delete()
        Contact.objects.bulk_create(
            Contact(customer_id=customer, position=position, **asdict(one)) for position, one in enumerate(contacts, 1)
        )
        _note("contacts.set", actor, customer, count=len(contacts))


def keep_card(customer: UUID, card: CardFacts, *, actor: Actor | None) -> None:
    """Write the card of context, with odd programs and expected times. What it said before is gone."""
    refuse(card_faults(card))
    with tenant_scope(customer):
        ContextCard.objects.update_or_create(
            customer_id=customer,
            defaults={
                "administered_by": card.administered_by,
                "administrator_phone": card.administrator_phone,
                "words": card.words,
            },
        )
        OddProgram.objects.all().delete()
        OddProgram.objects.bulk_create(
            OddProgram(customer_id=customer, name=name, words=words) for name, words in card.odd_programs
        )
        ExpectedTime.objects.all().delete()
        ExpectedTime.objects.bulk_create(ExpectedTime(customer_id=customer, **asdict(one)) for one in card.times)
        _note("card.kept", actor, customer, programs=len(card.odd_programs), times=len(card.times))


def set_partners(customer: UUID, partners: Sequence[PartnerFacts], *, actor: Actor | None) -> None:
    """Write with whom the company trades. Those of before are gone."""
    refuse(partner_faults(partners))
    with tenant_scope(customer):
        Partner.objects.all().delete()
        for one in partners:
            partner = Partner.objects.create(customer_id=customer, name=one.name, name_kana=one.name_kana)
            domains = dict.fromkeys(filter(None, map(mail_domain, one.domains)))
            PartnerDomain.objects.bulk_create(
                PartnerDomain(customer_id=customer, partner=partner, domain=domain) for domain in domains
            )
        _note("partners.set", actor, customer, count=len(partners))


def _note(verb: str, actor: Actor | None, customer: UUID, **details: str | int) -> None:
    record(verb, actor=actor, customer=customer, target=f"customer {customer}", **details)


def refuse(found: Sequence[Fault]) -> None:
    """Raises BadFacts if there is any fault."""
    if found:
        raise BadFacts(found)
