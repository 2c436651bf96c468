"""Whom an account elsewhere lets in: a person who has a post with the provider.

The first time he is found by his mail, which the OpenID provider has to say is verified; from then on by the account itself, so that
nobody who gets an old mail address later gets its person with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from otasuke.web.accounts.attempts import note_failure
from otasuke.web.accounts.models import Firm, Identity, Person
from otasuke.web.accounts.openid.errors import Refused, Why
from otasuke.web.accounts.openid.tokens import Claims
from otasuke.web.audit.services import record


@transaction.atomic
def person_of(claims: Claims, *, domains: Sequence[str], address: str, now: datetime) -> Person:
    """Whose account this is. The first time it is noted. Raises Refused."""
    if not claims.mail:
        raise Refused(Why.MAIL)
    if claims.mail.rpartition("@")[2].lower() not in domains:
        raise Refused(Why.DOMAIN)
    known = Identity.objects.select_related("person").filter(issuer=claims.issuer, subject=claims.subject).first()
    person = known.person if known else _by_mail(claims.mail)
    if not person.is_active or not person.posts.filter(firm__kind=Firm.Kind.PROVIDER).exists():
        raise Refused(Why.NOBODY, person=person.id)
    if known is None:
        known = _registered(person, claims, address, now)
    known.used_at = now
    known.save(update_fields=["used_at"])
    record("staff.openid_entered", actor=person, address=address)
    return person


@transaction.atomic
def note_refusal(refused: Refused, *, address: str, now: datetime) -> None:
    """Write down that somebody was refused who came from there, and count it."""
    note_failure(address, now=now)
    target = f"person {refused.person}" if refused.person else ""
    record("staff.openid_refused", actor=None, target=target, address=address, why=refused.why.value)


def forget_identities(person: Person) -> None:
    """Let none of his accounts elsewhere be his any more: the next one with his mail is."""
    Identity.objects.filter(person=person).delete()


def _by_mail(mail: str) -> Person:
    """Locked, so that of two who come at once one registers his account first."""
    person = Person.objects.select_for_update().filter(email__iexact=mail, is_active=True).first()
    if person is None:
        raise Refused(Why.NOBODY)
    return person


def _registered(person: Person, claims: Claims, address: str, now: datetime) -> Identity:
    if Identity.objects.filter(issuer=claims.issuer, person=person).exists():
        raise Refused(Why.OTHER, person=person.id)
    made = Identity.objects.create(
        issuer=claims.issuer, subject=claims.subject, person=person, made_at=now, used_at=now
    )
    record("staff.openid_registered", actor=person, issuer=claims.issuer, address=address)
    return made
