"""Texts and calls to telephones: a port, the adapter for a carrier that speaks Twilio's REST API, and a twin of that carrier."""

from otasuke.carrier.port import (
    BadCallback,
    Call,
    Carrier,
    CarrierEvent,
    Language,
    Receipt,
    Refused,
    Status,
    Text,
    Unanswered,
    newer,
)

__all__ = [
    "BadCallback",
    "Call",
    "Carrier",
    "CarrierEvent",
    "Language",
    "Receipt",
    "Refused",
    "Status",
    "Text",
    "Unanswered",
    "newer",
]
