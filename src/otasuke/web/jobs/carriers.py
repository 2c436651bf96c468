"""Who brings texts and calls to telephones, and what he tells us."""

from __future__ import annotations

from django.conf import settings
from django.dispatch import Signal

from otasuke.carrier import Carrier
from otasuke.carrier.twilio import Twilio

carrier_told = Signal()
"""Sent with `event` (otasuke.carrier.CarrierEvent) for each call-back whose signature is the carrier's, of texts and of calls: an area
knows its own by the reference. Events come in any order, and more than once."""


class NoCarrier(RuntimeError):
    """A text was to be sent, and the settings name nobody who would bring it."""


def has_carrier() -> bool:
    """Whether texts and calls are possible."""
    return settings.CARRIER is not None


def carrier() -> Carrier:
    """Who brings them. Raises NoCarrier."""
    if settings.CARRIER is None:
        raise NoCarrier
    return Twilio(settings.CARRIER)
