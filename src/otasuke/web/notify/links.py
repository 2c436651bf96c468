"""Links that need no login: signed, of one delivery to one person, for seven days. Opening one does nothing.

A token is the delivery's id, when it is over, and a signature of both: it says nothing to who does not have our database.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from otasuke.web.notify.errors import BadLink, LinkOver
from otasuke.web.notify.models import Delivery
from otasuke.web.tenancy.scope import across

LASTS = timedelta(days=7)
PATH = "/m/"
_SALT = "otasuke.web.notify.links"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_ID, _OVER, _SIGNATURE = 16, 4, 13
_LENGTH = _ID + _OVER + _SIGNATURE


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose link it is: `delivery.message` or `delivery.staff_call` is what it is about."""

    delivery: Delivery
    until: datetime


def token_of(delivery: Delivery, *, at: datetime) -> str:
    """The token of a delivery that goes out at this time; the same however often it is sent."""
    over = int((at + LASTS - _EPOCH) / _MINUTE)
    said = delivery.id.bytes + over.to_bytes(_OVER)
    return base64.urlsafe_b64encode(said + _signature(said)).decode().rstrip("=")


def address_of(delivery: Delivery) -> str:
    """The whole address that is sent. Staff sign in: theirs leads to the page of the call."""
    if delivery.staff_call_id:
        return f"{settings.PUBLIC_URL}/console/calls/{delivery.staff_call_id}"
    return f"{settings.PUBLIC_URL}{PATH}{token_of(delivery, at=delivery.began_at or delivery.due_at)}"


def linked(token: str, *, now: datetime) -> Linked:
    """Whose link it is. Raises BadLink if it was not made here or was changed, and LinkOver, which has the delivery."""
    said = _said(token)
    until = _EPOCH + int.from_bytes(said[_ID:]) * _MINUTE
    found = _delivery(UUID(bytes=said[:_ID]))
    if now >= until:
        raise LinkOver(found)
    return Linked(found, until)


def _said(token: str) -> bytes:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadLink("it is no link of ours") from error
    said, signature = raw[: _ID + _OVER], raw[_ID + _OVER :]
    if len(raw) != _LENGTH or not constant_time_compare(signature, _signature(said)):
        raise BadLink("it is no link of ours, or was changed")
    return said


def _delivery(id: UUID) -> Delivery:
    with across("a link is of whatever company"):
        found = Delivery.objects.select_related("message__customer", "staff_call__customer").filter(id=id).first()
    if found is None:
        raise BadLink("what it was about is not there any more")
    return found


def _signature(said: bytes) -> bytes:
    return salted_hmac(_SALT, said, algorithm="sha256").digest()[:_SIGNATURE]
