"""Signing in by a link that was sent: owners have no password.

Whoever asks gets the same answer whether his address is known or not. A link works once. Opening it does nothing, for mail
scanners open links; a button on its page does.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from otasuke.web.accounts.models import Person, SignInLink
from otasuke.web.accounts.texting import may_text
from otasuke.web.audit.services import record

LIVES_FOR = timedelta(minutes=30)
MOST_IN = timedelta(hours=1)
MOST_LINKS = 5


class LinkIsOver(Exception):
    """A link was used, is too old, or never was."""


@transaction.atomic
def new_link(email: str, *, now: datetime) -> tuple[Person, str] | None:
    """The person with this address and a fresh secret for his link; None if nobody has it, or has asked too often."""
    person = Person.objects.select_for_update().filter(email__iexact=email.strip(), is_active=True).first()
    return _made(person, now, secret_bytes=32) if person else None


@transaction.atomic
def new_texted_link(mobile: str, *, address: str, now: datetime) -> tuple[Person, str] | None:
    """The same for who has this mobile number (E.164) and confirmed it. The secret is shorter, as each letter is paid for.

    address  of the network that asks for it: one that asks for many numbers gets none.
    """
    person = Person.objects.select_for_update().filter(mobile=mobile, is_active=True).first() if mobile else None
    if not may_text(mobile, address=address, is_wanted=person is not None, now=now) or person is None:
        return None
    return _made(person, now, secret_bytes=16)


def _made(person: Person, now: datetime, *, secret_bytes: int) -> tuple[Person, str] | None:
    if SignInLink.objects.filter(person=person, made_at__gt=now - MOST_IN).count() >= MOST_LINKS:
        return None
    token = secrets.token_urlsafe(secret_bytes)
    SignInLink.objects.create(digest=digest_of(token), person=person, made_at=now, expires_at=now + LIVES_FOR)
    return person, token


def person_of(token: str, *, now: datetime) -> Person:
    """Whom a link would sign in. Raises LinkIsOver."""
    return _link(token, now).person


@transaction.atomic
def use_link(token: str, *, now: datetime) -> Person:
    """Use a link up; whom it signs in. Raises LinkIsOver."""
    link = _link(token, now)
    used = SignInLink.objects.filter(id=link.id, used_at=None).update(used_at=now)
    if not used:
        raise LinkIsOver
    record("person.signed_in", actor=link.person, target="link")
    return link.person


def forget_old_links(*, now: datetime) -> int:
    """Delete links that nobody can use any more; how many."""
    deleted, _ = SignInLink.objects.filter(expires_at__lt=now - MOST_IN).delete()
    return deleted


def _link(token: str, now: datetime) -> SignInLink:
    found = SignInLink.objects.select_related("person").filter(
        digest=digest_of(token), used_at=None, expires_at__gt=now, person__is_active=True
    )
    link = found.first()
    if link is None:
        raise LinkIsOver
    return link


def digest_of(token: str) -> bytes:
    """What is kept of a secret that was sent."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
