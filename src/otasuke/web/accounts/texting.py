"""Texts (SMS) to people: to which numbers, how many, in the language that they read. Each costs money, so each is counted."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import override

from otasuke.carrier import Text
from otasuke.carrier.numbers import BadNumber, parse_number
from otasuke.web.accounts.models import TextAsked
from otasuke.web.jobs.texts import send_later
from otasuke.web.provider.selectors import provider

MOST_TO_NUMBER = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
MOST_FROM_ADDRESS = 12
MOST_A_DAY = 300
"""Of all companies together, for links and codes: what somebody who knows many numbers can cost."""
DAY = timedelta(days=1)
_LOCK = 0x7E87


class NoMobile(ValueError):
    """No text can be sent to what somebody wrote."""


def parse_mobile(written: str) -> str:
    """The number (E.164) that takes texts. Raises NoMobile."""
    account = settings.CARRIER
    if account is None:
        raise NoMobile
    try:
        number = parse_number(written, invented=account.is_twin, abroad=account.abroad)
    except BadNumber as error:
        raise NoMobile from error
    if not number.takes_texts:
        raise NoMobile
    return number.e164


@transaction.atomic
def may_text(mobile: str, *, address: str, is_wanted: bool, now: datetime) -> bool:
    """Whether a text may go to this number, asked for from this address of the network. Counted, unless it was too much already.

    is_wanted  whether one would be sent: to who is not known nothing is, but asking counts, so that nobody asks for many.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    who = _who(mobile)
    if _is_too_much(who, address, now):
        return False
    TextAsked.objects.create(who=who, address=address, at=now, is_sent=is_wanted)
    return is_wanted


def send(
    mobile: str, words: Promise, *, reference: str, language: str, not_after: datetime | None = None, **filled: object
) -> None:
    """Queue a text whose words are filled in, with the provider's name among them. Raises NoCarrier."""
    with override(language):
        said = str(words) % {"provider": provider().name, **filled}
    send_later(Text(mobile, said, reference), not_after=not_after)


def forget_asked(*, now: datetime) -> None:
    """What was asked for long ago counts no more."""
    TextAsked.objects.filter(at__lt=now - 2 * DAY).delete()


def _is_too_much(who: bytes, address: str, now: datetime) -> bool:
    asked = TextAsked.objects.filter(at__gt=now - DAY)
    return (
        any(asked.filter(who=who, at__gt=now - within).count() >= most for within, most in MOST_TO_NUMBER)
        or asked.filter(address=address).count() >= MOST_FROM_ADDRESS
        or asked.filter(is_sent=True).count() >= MOST_A_DAY
    )


def _who(mobile: str) -> bytes:
    return hashlib.sha256(mobile.encode()).digest()
