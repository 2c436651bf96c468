"""The one OpenID provider by whose accounts the provider's own people come in, if a manager has written one down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from otasuke.web.accounts.models import IdentityProvider, Person
from otasuke.web.accounts.openid.discovery import forget, read_metadata
from otasuke.web.audit.services import record
from otasuke.web.outside.asking import Network
from otasuke.web.seals.sealing import seal, unseal

ABOUT = "accounts identity provider"
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")


class BadDomain(ValueError):
    """This is no mail domain; or there is none at all, and it is empty."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain)
        self.domain = domain


@dataclass(frozen=True, slots=True)
class Configured:
    """client, secret: as what it knows us. domains: of whose mails it is believed."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    domains: Sequence[str]


def configured() -> Configured | None:
    """What is written down, with its secret; None if nothing is. Raises CannotUnseal."""
    found = IdentityProvider.objects.first()
    return Configured(found.issuer, found.client, unseal(found.secret, about=ABOUT), found.domains) if found else None


def identity_provider() -> IdentityProvider | None:
    """What is written down, for who looks at it: its secret is sealed."""
    return IdentityProvider.objects.first()


def domains_in(words: str) -> Sequence[str]:
    """Mail domains as somebody writes them, each once. Raises BadDomain."""
    found = [one.removeprefix("@").lower() for one in re.split(r"[\s,、，]+", words) if one]
    for one in found or [""]:
        if not _DOMAIN.fullmatch(one):
            raise BadDomain(one)
    return list(dict.fromkeys(found))


def configure(
    issuer: str, client: str, *, secret: str, domains: Sequence[str], actor: Person, network: Network
) -> None:
    """Write it down, after it was asked what it is. secret: "" leaves the one that is there. Raises BadProvider."""
    read_metadata(issuer, network=network)
    forget()
    with transaction.atomic():
        before = IdentityProvider.objects.select_for_update().first()
        sealed = seal(secret, about=ABOUT) if secret or before is None else before.secret
        IdentityProvider.objects.update_or_create(
            id=IdentityProvider.ONLY,
            defaults={"issuer": issuer, "client": client, "secret": sealed, "domains": list(domains)},
        )
        record(
            "staff.openid_set",
            actor=actor,
            issuer=issuer,
            client=client,
            domains=" ".join(domains),
            secret_changed=bool(secret),
        )


@transaction.atomic
def unconfigure(*, actor: Person) -> None:
    """Let nobody come in by accounts elsewhere any more. Who is in stays."""
    if IdentityProvider.objects.all().delete()[0]:
        record("staff.openid_removed", actor=actor)
