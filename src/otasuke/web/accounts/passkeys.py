"""Passkeys (WebAuthn): a key in somebody's phone signs a challenge of ours, after it has seen his finger, face or PIN.

That is two factors at once, and a false page gets nothing, as the key signs for our address alone. The arithmetic is
Yubico's library (`fido2`). What a browser has to give back is kept in its session between the two steps.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from otasuke.web.accounts.models import Passkey, Person
from otasuke.web.audit.services import record

MOST = 20
"""So many keys may somebody have behind a door."""

Door = Passkey.Door
_NAME = 40
_NOT_WELL_FORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, struct.error)
"""What the library raises when it is given anything else than it asked for."""


class BadPasskey(Exception):
    """What the browser gave is not what was asked for; `args` says why, for the log."""


class NoSuchPasskey(LookupError):
    """He has no such key."""


@dataclass(frozen=True, slots=True)
class Site:
    """For whom keys sign. rp: the name of the host, or a part of it; origin: scheme, host and port; name: to show."""

    rp: str
    origin: str
    name: str


def begin_registration(person: Person, door: Door, site: Site) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What to ask the browser for, and what to keep until it answers."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle(person, door), name=person.email or person.name, display_name=person.name
        ),
        [_attested(one) for one in passkeys_of(person, door)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options)["publicKey"], dict(state)


@transaction.atomic
def finish_registration(
    person: Person,
    door: Door,
    *,
    site: Site,
    state: Mapping[str, Any],
    answer: Mapping[str, Any],
    name: str,
    now: datetime,
) -> Passkey:
    """Keep a key. Raises BadPasskey."""
    try:
        made = _server(site).register_complete(state, answer)
        attested = made.credential_data
    except _NOT_WELL_FORMED as error:
        raise BadPasskey(str(error)) from error
    if attested is None or passkeys_of(person, door).count() >= MOST:
        raise BadPasskey("no key in it, or too many already")
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                person=person,
                door=door,
                name=_short(name),
                credential=attested.credential_id,
                key=bytes(attested),
                sign_count=made.counter,
                made_at=now,
            )
    except IntegrityError as error:
        raise BadPasskey("the key is registered already") from error
    record("passkey.made", actor=person, target=f"passkey {passkey.id}", door=door.value)
    return passkey


def begin_sign_in(site: Site) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What to ask a browser for that says nothing of who sits there, and what to keep until it answers."""
    options, state = _server(site).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options)["publicKey"], dict(state)


@transaction.atomic
def finish_sign_in(
    door: Door, *, site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], now: datetime
) -> Person:
    """Whose key signed. Raises BadPasskey."""
    try:
        told = AuthenticationResponse.from_dict(answer)
    except _NOT_WELL_FORMED as error:
        raise BadPasskey(str(error)) from error
    found = Passkey.objects.select_for_update(of=("self",)).select_related("person").filter(credential=told.raw_id)
    passkey = found.filter(door=door, person__is_active=True).first()
    if passkey is None:
        raise BadPasskey("nobody has this key")
    try:
        _server(site).authenticate_complete(state, [_attested(passkey)], told)
    except _NOT_WELL_FORMED as error:
        raise BadPasskey(str(error)) from error
    if told.response.user_handle != _handle(passkey.person, door):
        raise BadPasskey("the key is another person's")
    _count(passkey, told.response.authenticator_data.counter, now)
    return passkey.person


def passkeys_of(person: Person, door: Door) -> QuerySet[Passkey]:
    """His keys behind a door, oldest first."""
    return Passkey.objects.filter(person=person, door=door).order_by("made_at")


@transaction.atomic
def rename_passkey(person: Person, passkey: UUID, *, door: Door, name: str) -> None:
    """Call a key something else. Raises NoSuchPasskey."""
    if not passkeys_of(person, door).filter(id=passkey).update(name=_short(name)):
        raise NoSuchPasskey(passkey)


@transaction.atomic
def remove_passkey(person: Person, passkey: UUID, *, door: Door) -> None:
    """Let a key open nothing any more. Raises NoSuchPasskey."""
    if not passkeys_of(person, door).filter(id=passkey).delete()[0]:
        raise NoSuchPasskey(passkey)
    record("passkey.removed", actor=person, target=f"passkey {passkey}")


def forget_passkeys(person: Person, door: Door) -> None:
    """Take all of them away: he starts again."""
    Passkey.objects.filter(person=person, door=door).delete()


def _count(passkey: Passkey, counter: int, now: datetime) -> None:
    """Note that it was used. A key that counted and now counts less was copied, or is a replay."""
    if passkey.sign_count and counter <= passkey.sign_count:
        raise BadPasskey(f"the key counts {counter} after {passkey.sign_count}")
    passkey.sign_count, passkey.used_at = counter, now
    passkey.save(update_fields=["sign_count", "used_at"])


def _server(site: Site) -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(id=site.rp, name=site.name)
    return Fido2Server(rp, verify_origin=lambda origin: origin == site.origin)


def _attested(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.key))


def _handle(person: Person, door: Door) -> bytes:
    """What a key knows its person by. One for each door, as a phone keeps only one key for a handle."""
    return person.id.bytes + door.value.encode()


def _short(name: str) -> str:
    return " ".join(name.split())[:_NAME] or "–"
