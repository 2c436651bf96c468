"""Codes: who knows one may hand a device out, once and for half an hour. So that no token stands on a page, or in a link.

A code is read from a phone and typed into a computer. Capitals and small letters are one, and letters that look like digits
are those digits.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.sensors.errors import BadDevice, CodeIsOver, CodeIsUsed, NoSuchCode, NotFound
from otasuke.web.sensors.models import Device, SetupCode
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.services import Handout, hand_out
from otasuke.web.sensors.setting_up.scripts import HAVE_SCRIPTS
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import _

LIVES_FOR = timedelta(minutes=30)
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HALF = 5
_READ = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})
_KEPT = timedelta(days=30)
"""So long it is told that a code is used up, or over."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was given. text: kept nowhere."""

    device: Device
    text: str
    expires_at: datetime


def give_code(device: Device, *, actor: Person | None, now: datetime) -> Code:
    """A fresh code for a device; the ones before work no more. Raises NotFound, and BadDevice if it has no script."""
    if Kind(device.kind) not in HAVE_SCRIPTS:
        raise BadDevice("kind", _("この機器にはコードはいりません。画面の設定を、機器に入れてください。"))
    text = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_HALF)) for _ in range(2))
    with tenant_scope(device.customer_id):
        found = Device.objects.select_for_update().filter(id=device.id, removed=None).first()
        if found is None:
            raise NotFound
        SetupCode.objects.filter(made_at__lt=now - _KEPT).delete()
        SetupCode.objects.filter(device=found, used_at=None, expires_at__gt=now).update(expires_at=now)
        SetupCode.objects.create(
            customer_id=found.customer_id,
            device=found,
            digest=digest_of(text),
            made_by=actor,
            made_at=now,
            expires_at=now + LIVES_FOR,
        )
        target = f"device {found.id}"
        record("device.code_given", actor=actor, customer=found.customer_id, target=target, code=found.code)
    return Code(found, text, now + LIVES_FOR)


def is_known(text: str) -> bool:
    """Whether there is, or lately was, such a code."""
    return _found(text) is not None


def check_code(text: str, *, now: datetime) -> None:
    """Raises NoSuchCode, CodeIsUsed, CodeIsOver."""
    _check(_found(text), now)


def use_code(text: str, *, now: datetime) -> Handout:
    """Use a code up: its device is handed out. Raises what check_code raises, and BrokerAway.

    When it raises, the code is as good as before.
    """
    found = _check(_found(text), now)
    with tenant_scope(found.customer_id):
        code = SetupCode.objects.select_for_update(of=("self",)).select_related("device", "made_by").get(id=found.id)
        _check(code, now)  # somebody may have been quicker
        code.used_at = now
        code.save(update_fields=["used_at"])
        try:
            return hand_out(code.device, actor=code.made_by)
        except NotFound as removed:
            raise NoSuchCode from removed


def _found(text: str) -> SetupCode | None:
    with across("a code is all that is known of who asks"):
        return SetupCode.objects.filter(digest=digest_of(text)).first()


def _check(code: SetupCode | None, now: datetime) -> SetupCode:
    if code is None:
        raise NoSuchCode
    if code.used_at is not None:
        raise CodeIsUsed
    if now >= code.expires_at:
        raise CodeIsOver
    return code


def digest_of(text: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return hashlib.sha256(text.upper().translate(_READ).encode("utf-8", "surrogatepass")).digest()
