"""The adapter for a carrier that speaks Twilio's REST API (2010-04-01): Messages and Calls.

**Was it taken?** Twilio has no key that makes a request count once. A request whose answer is lost may have made a message. What `find` can go by
(ADR 0014):

- A **text** is found for certain. Twilio lists messages by the number they went to, with their words, and ours end with a mark of the
  reference. This needs the words to be kept: with Twilio's redaction of message bodies switched on they are not, and `find` says
  that it cannot tell.
- A **call** carries nothing of ours that Twilio would list before fifteen minutes after its end. It is found by number, caller and time, which
  is certain only as long as one call to a number is in doubt at a time. Its first call-back brings both its reference and its id,
  usually within a second or two: who keeps those ids (`known`) rarely has to ask.
- A request that is still on its way while we ask is not seen. Nothing can be done about that but to wait a little before asking.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode

from otasuke.carrier.account import Account
from otasuke.carrier.asking import ask
from otasuke.carrier.callbacks import STATUSES, callback_url, read_callback
from otasuke.carrier.marks import has_mark, marked
from otasuke.carrier.numbers import BadNumber, Number, parse_number
from otasuke.carrier.port import Call, CarrierEvent, Receipt, Refused, Status, Text, Unanswered
from otasuke.carrier.voice import MOST_TWIML, announcement

MOST_LETTERS = 1600
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_RING_FOR_S = "40"
_PAGE, _MOST_PAGES = 100, 10
_CLOCKS_DIFFER_BY = timedelta(minutes=1)
_ID = re.compile(r"(SM|MM|CA)[0-9a-fA-F]{32}")
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")


class Twilio:
    """A Carrier (port.py)."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._path = f"/2010-04-01/Accounts/{quote(account.account, safe='')}"

    def send_text(self, text: Text) -> Receipt:
        number, words = self._number(text.to), marked(text)
        if not number.takes_texts:
            raise Refused("no texts can be sent to this kind of number", permanent=True, code="no-mobile")
        if len(words) > MOST_LETTERS:
            raise Refused(f"longer than {MOST_LETTERS} letters", permanent=True, code="too-long")
        form: dict[str, str | list[str]] = {"To": number.e164, "Body": words, **self._sender()}
        if self._account.callback:
            form["StatusCallback"] = callback_url(self._account.callback, text.reference)
        return _receipt(ask(self._account, f"{self._path}/Messages.json", form), text.reference)

    def place_call(self, call: Call) -> Receipt:
        number, callback = self._number(call.to), self._account.callback
        if self._account.caller is None:
            raise Refused("there is no number that calls come from", permanent=True, code="no-caller")
        form: dict[str, str | list[str]] = {
            "To": number.e164,
            "From": self._account.caller,
            "Twiml": self._twiml(call),
            "Timeout": _RING_FOR_S,
        }
        if callback:
            told = callback_url(callback, call.reference)
            form |= {"StatusCallback": told, "StatusCallbackMethod": "POST", "StatusCallbackEvent": _EVENTS}
        return _receipt(ask(self._account, f"{self._path}/Calls.json", form), call.reference)

    def find(self, sent: Text | Call, *, since: datetime, known: Collection[str] = ()) -> Receipt | None:
        number, from_then = self._number(sent.to), since - _CLOCKS_DIFFER_BY
        if isinstance(sent, Text):
            return self._find_text(sent, number, since=from_then)
        asked = {"To": number.e164, "From": self._account.caller or ""}
        # Calls are listed by when they started: one that waits to be made has no place in that order.
        waiting = self._listed("Calls", {**asked, "Status": "queued"}, since=from_then)
        for one in chain(waiting, self._listed("Calls", asked, since=from_then)):
            receipt = _receipt(one, sent.reference)
            if receipt.carrier_id not in known:
                return receipt
        return None

    def look(self, carrier_id: str) -> Status:
        found = _ID.fullmatch(carrier_id)
        if not found:
            raise Refused("this is no id of the carrier's", permanent=True, code="no-id")
        kind = "Calls" if found[1] == "CA" else "Messages"
        told = ask(self._account, f"{self._path}/{kind}/{carrier_id}.json")
        try:
            return STATUSES[str(told.get("status"))]
        except KeyError:
            raise Unanswered("the carrier names a status that we do not know") from None

    def read_callback(self, url: str, headers: Mapping[str, str], form: Mapping[str, str]) -> CarrierEvent:
        return read_callback(self._account, url, headers, form=form)

    def _find_text(self, text: Text, number: Number, *, since: datetime) -> Receipt | None:
        is_unclear = False
        for one in self._listed("Messages", {"To": number.e164}, since=since):
            words = str(one.get("body") or "")
            if has_mark(words, text.reference):
                return _receipt(one, text.reference)
            is_unclear |= not words
        if is_unclear:
            raise Unanswered("a message whose words the carrier no longer has may be it")
        return None

    def _listed(self, kind: str, asked: Mapping[str, str], *, since: datetime) -> Iterator[Mapping[str, Any]]:
        """What it made since then. Raises Unanswered where there is no end of it.

        Twilio lists the newest first, but nowhere promises to: a page of what is older ends it only if that page runs from new to old.
        """
        path: str | None = f"{self._path}/{kind}.json?{urlencode({**asked, 'PageSize': str(_PAGE)})}"
        for _ in range(_MOST_PAGES):
            page = ask(self._account, path or "")
            ones = [one for one in page.get(kind.lower(), ()) if isinstance(one, dict)]
            made = [_made(one) for one in ones]
            fresh = [one for one, at in zip(ones, made, strict=True) if at >= since]
            yield from (one for one in fresh if one.get("direction") != "inbound")
            path = page.get("next_page_uri")
            if not path or (made and not fresh and made[0] > made[-1]):
                return
            if not str(path).startswith(self._path):
                break
        raise Unanswered("the carrier lists more than we read")

    def _number(self, to: str) -> Number:
        try:
            return parse_number(to, invented=self._account.is_twin, abroad=self._account.abroad)
        except BadNumber as error:
            raise Refused(str(error), permanent=True, code=error.reason) from error

    def _sender(self) -> dict[str, str]:
        sender = self._account.sender
        is_service = _SERVICE.fullmatch(sender)
        return {"MessagingServiceSid": sender} if is_service else {"From": sender}

    def _twiml(self, call: Call) -> str:
        action = None
        if call.answers:
            if not self._account.callback:
                raise Refused("there is no address where keys are told", permanent=True, code="no-callback")
            action = callback_url(self._account.callback, call.reference, key_in=call.language)
        twiml = announcement(call.words, language=call.language, action=action)
        if len(twiml) > MOST_TWIML:
            raise Refused("longer than what a carrier reads out", permanent=True, code="too-long")
        return twiml


def _receipt(told: Mapping[str, Any], reference: str) -> Receipt:
    carrier_id = told.get("sid")
    if not isinstance(carrier_id, str) or not carrier_id:
        raise Unanswered("the carrier's answer names no id")
    return Receipt(carrier_id, reference, _made(told))


def _made(told: Mapping[str, Any]) -> datetime:
    """When it was made. The date of sending is none as long as it waits."""
    try:
        made = parsedate_to_datetime(str(told.get("date_created")))
    except ValueError:
        raise Unanswered("the carrier's answer has no date") from None
    return made if made.tzinfo else made.replace(tzinfo=UTC)
