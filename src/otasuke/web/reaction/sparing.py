"""What must go on working for a company, read from what we know of it. The company's scope is open."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from otasuke.web.customers.models import Contact, Membership, PartnerDomain
from otasuke.web.provider.models import Profile
from otasuke.web.reaction.guarding import Safe, Why, safe
from otasuke.web.reaction.models import Feed, Spared


def safe_for(customer: UUID) -> Safe:
    """Its own, its partners', and what this service needs."""
    return safe(
        {
            Why.SERVICE: [*_of_service()],
            Why.OWN: [*_own(customer)],
            Why.PARTNER: PartnerDomain.objects.filter(customer=customer).values_list("domain", flat=True),
        }
    )


def _own(customer: UUID) -> Iterator[str]:
    yield from Spared.objects.filter(customer=customer).values_list("value", flat=True)
    mails = [
        *Contact.objects.filter(customer=customer).exclude(email="").values_list("email", flat=True),
        *Membership.objects.filter(customer=customer).values_list("person__email", flat=True),
    ]
    yield from (mail.rpartition("@")[2] for mail in mails)
    came_from = Feed.objects.filter(customer=customer, fetched_from__isnull=False)
    yield from (str(one) for one in came_from.values_list("fetched_from", flat=True))


def _of_service() -> Iterator[str]:
    for url in (settings.PUBLIC_URL, settings.GATEWAY_URL):
        yield urlsplit(url).hostname or ""
    yield from (host.lstrip(".") for host in settings.ALLOWED_HOSTS)
    profile = Profile.objects.values_list("email", flat=True).first() or ""
    for mail in (settings.DEFAULT_FROM_EMAIL, settings.DESK_MAIL, profile):
        yield mail.rpartition("@")[2].rstrip(">")
    yield from settings.NEVER_BLOCKED
