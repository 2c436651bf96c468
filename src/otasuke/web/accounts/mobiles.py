"""A person's own mobile number: it is his when he has read a code that was texted there. Then he may come in by a texted link.

What others wrote of him, a company's contacts say, opens nothing: whoever may edit them could let himself in as somebody else.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.models import MobileCode, Person
from otasuke.web.accounts.texting import may_text, parse_mobile, send
from otasuke.web.audit.services import record

CODE_LIVES_FOR = timedelta(minutes=10)
MOST_TRIES = 5
_DIGITS = 6


class TooManyTexts(Exception):
    """No more texts go to this number, or are asked for from here, today."""


class WrongCode(Exception):
    """What was written is not what was texted."""


class CodeIsOver(Exception):
    """The code is too old, was tried too often, or never was."""


@transaction.atomic
def send_code(person: Person, written: str, *, address: str, now: datetime) -> None:
    """Text a code to the number that somebody says is his. Raises NoMobile, TooManyTexts, NoCarrier."""
    mobile = parse_mobile(written)
    if not may_text(mobile, address=address, is_wanted=True, now=now):
        raise TooManyTexts
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    told = {"mobile": mobile, "digest": _digest(person, mobile, code), "expires_at": now + CODE_LIVES_FOR, "tries": 0}
    MobileCode.objects.update_or_create(person=person, defaults=told)
    send(
        mobile,
        _("%(provider)sの確認コードは %(code)s です。10分のあいだ使えます。だれにも教えないでください。"),
        reference=f"code-{uuid4().hex}",
        language=person.language,
        not_after=now + CODE_LIVES_FOR,
        code=code,
    )


def waiting_code(person: Person, *, now: datetime) -> MobileCode | None:
    """The code that was sent and not used yet."""
    return MobileCode.objects.filter(person=person, expires_at__gt=now, tries__lt=MOST_TRIES).first()


def confirm_code(person: Person, code: str, *, now: datetime) -> None:
    """The number is his. Whoever had it before has it no more. Raises WrongCode, CodeIsOver."""
    fits = _tried(person, code, now)  # what was wrong is counted, so nothing is raised inside
    if fits is None:
        raise CodeIsOver
    if not fits:
        raise WrongCode


@transaction.atomic
def remove_mobile(person: Person) -> None:
    """No texts come any more, and a code that was sent is none."""
    MobileCode.objects.filter(person=person).delete()
    if person.mobile:
        _write(person, "")
        record("person.mobile_removed", actor=person)


def forget_old_codes(*, now: datetime) -> None:
    """Delete codes that nobody can use any more."""
    MobileCode.objects.filter(expires_at__lt=now).delete()


@transaction.atomic
def _tried(person: Person, code: str, now: datetime) -> bool | None:
    sent = (
        MobileCode.objects.select_for_update().filter(person=person, expires_at__gt=now, tries__lt=MOST_TRIES).first()
    )
    if sent is None:
        return None
    if not constant_time_compare(_digest(person, sent.mobile, code.strip()), bytes(sent.digest)):
        sent.tries += 1
        sent.save(update_fields=["tries"])
        return False
    for other in Person.objects.select_for_update().filter(mobile=sent.mobile).exclude(id=person.id):
        _write(other, "")
        record("person.mobile_lost", actor=None, target=f"person {other.id}")
    _write(person, sent.mobile)
    sent.delete()
    record("person.mobile_set", actor=person)
    return True


def _write(person: Person, mobile: str) -> None:
    person.mobile = mobile
    person.save(update_fields=["mobile"])


def _digest(person: Person, mobile: str, code: str) -> bytes:
    return salted_hmac("otasuke mobile code", f"{person.id} {mobile} {code}", algorithm="sha256").digest()
