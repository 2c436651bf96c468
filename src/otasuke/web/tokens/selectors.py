"""Reading tokens: those that work, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from otasuke.web.accounts.models import Person
from otasuke.web.tenancy.scope import across, read_scope
from otasuke.web.tokens.models import Token


def tokens_of_firm(firm: UUID, *, of: Person | None, now: datetime) -> Sequence[Token]:
    """A firm's. of: those of one person; None: of everybody there."""
    with across("a firm's tokens belong to no company"):
        found = _working(now).filter(firm=firm)
        return list(found.filter(person=of) if of else found)


def tokens_of_customer(customer: UUID, *, now: datetime) -> Sequence[Token]:
    """A company's own."""
    with read_scope(customer):
        return list(_working(now).filter(customer=customer))


def token_of_firm(firm: UUID, token: UUID, *, of: Person | None) -> Token | None:
    """One of a firm's. of: it has to be this person's; None: anybody's."""
    with across("a firm's tokens belong to no company"):
        found = Token.objects.filter(id=token, firm=firm)
        return (found.filter(person=of) if of else found).first()


def token_of_customer(customer: UUID, token: UUID) -> Token | None:
    """One of a company's own."""
    with read_scope(customer):
        return Token.objects.filter(id=token, customer=customer).first()


def _working(now: datetime) -> QuerySet[Token]:
    found = Token.objects.select_related("person").filter(revoked_at=None, expires_at__gt=now)
    return found.order_by("-made_at", "id")
