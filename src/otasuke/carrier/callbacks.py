"""Call-backs of a carrier that speaks like Twilio: where they go to, whether they are the carrier's, and what they say. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from otasuke.carrier.account import Account
from otasuke.carrier.port import BadCallback, CarrierEvent, Language, Status
from otasuke.carrier.signature import HEADER, is_signed
from otasuke.carrier.voice import ACKNOWLEDGES, ask_again, thanks

STATUSES = {
    "accepted": Status.QUEUED,
    "scheduled": Status.QUEUED,
    "queued": Status.QUEUED,
    "sending": Status.QUEUED,
    "initiated": Status.QUEUED,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.DELIVERED,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
    "ringing": Status.RINGING,
    "in-progress": Status.ANSWERED,
    "completed": Status.ENDED,
    "busy": Status.BUSY,
    "no-answer": Status.NO_ANSWER,
}
_LONGEST = 64


def callback_url(callback: str, reference: str, *, key_in: Language | None = None) -> str:
    """Where a message's call-backs go to. key_in: where keys do, and in which language they are answered."""
    told = {"reference": reference} | ({"key": key_in} if key_in else {})
    return f"{callback}?{urlencode(told)}"


def read_callback(account: Account, url: str, headers: Mapping[str, str], *, form: Mapping[str, str]) -> CarrierEvent:
    """What a call-back says. Raises BadCallback."""
    if account.callback is None:
        raise BadCallback("no call-backs were asked for")
    query = urlsplit(url).query
    # What the carrier signed is the address that we gave it; what a proxy made of that is nobody's business.
    asked = f"{account.callback}?{query}" if query else account.callback
    signature = {name.lower(): value for name, value in headers.items()}.get(HEADER.lower(), "")
    if not is_signed(signature, asked, form, secret=account.secret):
        raise BadCallback("the signature is not the carrier's")
    told = dict(parse_qsl(query))
    reference, carrier_id = told.get("reference", ""), form.get("CallSid") or form.get("MessageSid") or ""
    if not reference or not 0 < len(carrier_id) <= _LONGEST:
        raise BadCallback("names no message")
    if key_in := told.get("key"):
        return _key(account.callback, reference, carrier_id, form=form, language="en" if key_in == "en" else "ja")
    return CarrierEvent(reference, carrier_id, _status(form), _code(form))


def _key(
    callback: str, reference: str, carrier_id: str, *, form: Mapping[str, str], language: Language
) -> CarrierEvent:
    """Somebody pressed a key during a call, which waits for what comes next."""
    if form.get("Digits", "") == ACKNOWLEDGES:
        return CarrierEvent(reference, carrier_id, Status.ACKNOWLEDGED, answer=thanks(language))
    again = ask_again(language, action=callback_url(callback, reference, key_in=language))
    return CarrierEvent(reference, carrier_id, Status.ANSWERED, answer=again)


def _status(form: Mapping[str, str]) -> Status:
    told = form.get("CallStatus") or form.get("MessageStatus") or form.get("SmsStatus") or ""
    try:
        return STATUSES[told]
    except KeyError:
        raise BadCallback("names a status that we do not know") from None


def _code(form: Mapping[str, str]) -> str:
    return form.get("ErrorCode", "")[:_LONGEST]
