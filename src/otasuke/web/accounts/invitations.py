"""Inviting staff, and people of firms that work with the provider: a link, with which somebody chooses a password. It is also the way back for who lost phone and codes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from otasuke.web.accounts.links import LinkIsOver, digest_of
from otasuke.web.accounts.models import Firm, Invitation, Person, Post
from otasuke.web.accounts.openid.matching import forget_identities
from otasuke.web.accounts.passkeys import Door, forget_passkeys
from otasuke.web.accounts.policy import OF_FIRMS, Role
from otasuke.web.accounts.second_factor import forget_second_factor
from otasuke.web.accounts.staff_sessions import end_all_sessions
from otasuke.web.audit.services import record

LIVES_FOR = timedelta(days=3)


class BadAddress(ValueError):
    """What was given is no mail address."""


class WrongRole(ValueError):
    """Nobody at such a firm has this role."""


@transaction.atomic
def invite(email: str, name: str, *, role: Role, provider: str, actor: Person | None, now: datetime) -> str:
    """Give somebody a role of the provider's, and a link to come in; the link's secret. Older links of his are over.

    provider  the name of the provider's firm, if it is not there yet. Raises BadAddress, WrongRole.
    """
    firm = Firm.objects.filter(kind=Firm.Kind.PROVIDER).first()
    firm = firm or Firm.objects.create(kind=Firm.Kind.PROVIDER, name=provider)
    return invite_to(firm, email, name=name, role=role, actor=actor, now=now)[1]


@transaction.atomic
def invite_to(
    firm: Firm, email: str, *, name: str, role: Role, actor: Person | None, now: datetime
) -> tuple[Person, str]:
    """Give somebody a role at a firm; who it is, and his link's secret. Raises BadAddress, WrongRole.

    Somebody who is there already keeps his name.
    """
    if role not in OF_FIRMS[firm.kind]:
        raise WrongRole(f"{role.value} is no role of a firm of the kind {firm.kind}")
    person = _person(email.strip(), name)
    Post.objects.get_or_create(person=person, firm=firm, role=role.value)
    record("staff.invited", actor=actor, target=f"person {person.id}", role=role.value, firm=str(firm.id))
    return person, _fresh_link(person, now)


@transaction.atomic
def invite_again(person: Person, *, actor: Person, now: datetime) -> str:
    """A new link for somebody who has a post; the one before is over. With it he starts again: password, phone."""
    record("staff.invited_again", actor=actor, target=f"person {person.id}")
    return _fresh_link(person, now)


def withdraw_invitations(person: Person) -> None:
    """Let nobody come in by a link that he has not used."""
    Invitation.objects.filter(person=person).delete()


def invited(token: str, *, now: datetime) -> Person:
    """Whom a link invites. Raises LinkIsOver."""
    return _invitation(token, now).person


@transaction.atomic
def accept(token: str, password: str, *, now: datetime) -> Person:
    """Use a link up and set the password; second factor, passkeys, accounts elsewhere and sessions of before are gone. Raises LinkIsOver.

    password  is good: a form has asked Django's validators.
    """
    invitation = _invitation(token, now)
    if not Invitation.objects.filter(id=invitation.id, used_at=None).update(used_at=now):
        raise LinkIsOver
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    forget_second_factor(person)
    forget_passkeys(person, Door.STAFF)
    forget_identities(person)
    end_all_sessions(person)
    record("staff.password_set", actor=person)
    return person


def _fresh_link(person: Person, now: datetime) -> str:
    withdraw_invitations(person)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(digest=digest_of(token), person=person, made_at=now, expires_at=now + LIVES_FOR)
    return token


def _person(email: str, name: str) -> Person:
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddress(email) from error
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        return Person.objects.create(email=email, name=name)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
    return person


def _invitation(token: str, now: datetime) -> Invitation:
    found = Invitation.objects.select_related("person").filter(
        digest=digest_of(token), used_at=None, expires_at__gt=now, person__is_active=True
    )
    invitation = found.first()
    if invitation is None:
        raise LinkIsOver
    return invitation
