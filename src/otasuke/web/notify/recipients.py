"""Who is turned to about a company, and when it works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from uuid import UUID

from django.db.models.functions import Lower

from otasuke.web.accounts.models import Person
from otasuke.web.customers.hours import Hours
from otasuke.web.customers.models import Contact, Membership
from otasuke.web.customers.parts import read_part
from otasuke.web.notify.policy import Recipient, Way
from otasuke.web.tenancy.scope import tenant_scope

_PREFERS = {Contact.Channel.SMS.value: Way.SMS}


def recipients_of(customer: UUID) -> Sequence[Recipient]:
    """The company's contacts in their order; of one that has named none, its owners."""
    with tenant_scope(customer):
        contacts = list(Contact.objects.order_by("position"))
        if not contacts:
            owners = Membership.objects.select_related("person").filter(role=Membership.Role.OWNER)
            acting = [one.person for one in owners.order_by("person__name_kana", "person__id")]
            return [Recipient(one.name, one.phone, one.email, language=one.language, quiet=one.quiet) for one in acting]
    people = _people([one.email for one in contacts if one.email])
    return [_of_contact(one, people.get(one.email.lower())) for one in contacts]


def _of_contact(contact: Contact, person: Person | None) -> Recipient:
    """Somebody who has an account is told in his language, and not in his own quiet hours, if he has set some."""
    return Recipient(
        contact.name,
        contact.phone,
        contact.email,
        prefers=_PREFERS.get(contact.channel, Way.MAIL),
        language=person.language if person else "ja",
        quiet=(person.quiet if person else None) or _quiet(contact),
    )


def _quiet(contact: Contact) -> tuple[time, time] | None:
    begins, ends = contact.quiet_from, contact.quiet_until
    return (begins, ends) if begins is not None and ends is not None else None


def hours_of_sites(customer: UUID) -> Sequence[Hours]:
    """When each site works that has said so."""
    return [site.hours for site in read_part(customer, "sites") if site.hours.open]


def _people(mails: Sequence[str]) -> Mapping[str, Person]:
    """Those of them who have an account, by their address in small letters."""
    wanted = [mail.lower() for mail in mails]
    found = Person.objects.annotate(lower=Lower("email")).filter(lower__in=wanted)
    return {one.email.lower(): one for one in found}
