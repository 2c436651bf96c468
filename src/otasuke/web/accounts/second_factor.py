"""The second factor of staff: a phone that makes codes, and codes on paper for the day it is lost."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts import totp
from otasuke.web.accounts.links import digest_of
from otasuke.web.accounts.models import Person, RecoveryCode, SecondFactor
from otasuke.web.audit.services import record
from otasuke.web.seals.sealing import seal, unseal

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_GROUP = 4


class AlreadySet(Exception):
    """There is a second factor; whoever has only the password does not replace it."""


class WrongCode(Exception):
    """The code is not the phone's."""


@transaction.atomic
def begin(person: Person) -> str:
    """The secret that his phone shall have; the same until it is confirmed. Raises AlreadySet."""
    fresh = totp.encode_secret(secrets.token_bytes(totp.SECRET_BYTES))
    sealed = seal(fresh, about=about(person.id))
    factor, _ = SecondFactor.objects.get_or_create(person=person, defaults={"secret": sealed})
    if factor.confirmed_at is not None:
        raise AlreadySet
    return _secret_of(factor)


@transaction.atomic
def confirm(person: Person, code: str, *, now: datetime) -> list[str]:
    """Make the phone count, as its code shows that it has the secret; his recovery codes. Raises AlreadySet, WrongCode."""
    begin(person)
    factor = SecondFactor.objects.select_for_update().get(person=person)
    step = totp.step_of(_plain(code), _secret_of(factor), now=now, after=factor.last_step)
    if step is None:
        raise WrongCode
    factor.last_step, factor.confirmed_at = step, now
    factor.save()
    record("staff.second_factor_set", actor=person)
    return new_recovery_codes(person, actor=person)


def has_second_factor(person: Person) -> bool:
    """Whether his phone counts."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()


@transaction.atomic
def use_code(person: Person, code: str, *, now: datetime) -> bool:
    """Use a code of his phone, or one of the recovery codes, up; False if it is none, or was used."""
    factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    step = totp.step_of(_plain(code), _secret_of(factor), now=now, after=factor.last_step)
    if step is None:
        return _use_recovery_code(person, code, now)
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


@transaction.atomic
def new_recovery_codes(person: Person, *, actor: Person) -> list[str]:
    """Codes to be written down; older ones count no more."""
    RecoveryCode.objects.filter(person=person).delete()
    codes = [totp.encode_secret(secrets.token_bytes(_RECOVERY_BYTES)).lower() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=digest_of(code)) for code in codes)
    record("staff.recovery_codes_made", actor=actor, target=f"person {person.id}")
    return ["-".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP)) for code in codes]


def recovery_codes_left(person: Person) -> int:
    """How many he may still use."""
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def forget_second_factor(person: Person) -> None:
    """Take away phone and codes: he starts again."""
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()


def about(person: UUID) -> str:
    """What a seal says whose it is."""
    return f"accounts second factor {person}"


def _secret_of(factor: SecondFactor) -> str:
    return unseal(factor.secret, about=about(factor.person_id))


def _use_recovery_code(person: Person, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(person=person, digest=digest_of(_plain(code)), used_at=None)
    if not unused.update(used_at=now):
        return False
    record("staff.recovery_code_used", actor=person, left=recovery_codes_left(person))
    return True


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()
