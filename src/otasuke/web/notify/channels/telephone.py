"""Texts and calls, through the carrier: it is asked before anything is said twice, and a key of the telephone acknowledges."""

from __future__ import annotations

from collections.abc import Callable, Collection

from otasuke import carrier as port
from otasuke.carrier import Call, Carrier, Language, Status, Text, Unanswered
from otasuke.web.notify.channels.port import Became, Outgoing, Receipt, Refused, Unclear
from otasuke.web.notify.channels.spoken import speech_of, text_of

BECAME = {
    Status.DELIVERED: Became.DELIVERED,
    Status.ACKNOWLEDGED: Became.ACKNOWLEDGED,
    Status.ENDED: Became.FAILED,
    Status.BUSY: Became.FAILED,
    Status.NO_ANSWER: Became.FAILED,
    Status.FAILED: Became.FAILED,
}
"""What is not here is under way. A call that was taken and ended without the key has told nobody, for all we know."""


class _Telephone:
    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def look(self, id: str) -> Receipt:
        """What the carrier knows of it now."""
        try:
            status = self._carrier.look(id)
        except port.Refused as error:
            raise Refused(str(error), is_permanent=error.permanent) from error
        except Unanswered as error:
            raise Unclear(str(error)) from error
        return Receipt(id, BECAME.get(status, Became.ACCEPTED), status.value)

    def _find(self, sent: Text | Call, message: Outgoing, known: Collection[str]) -> Receipt | None:
        try:
            found = self._carrier.find(sent, since=message.began_at, known=known)
        except port.Refused as error:
            if error.permanent:  # no such number: it was never taken
                return None
            raise Unclear(str(error)) from error
        except Unanswered as error:
            raise Unclear(str(error)) from error
        return Receipt(found.carrier_id, words="found") if found else None


class Sms(_Telephone):
    """Texts."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand it over."""
        return _receipt(lambda: self._carrier.send_text(_text(message)))

    def find(self, message: Outgoing, *, known: Collection[str]) -> Receipt | None:
        """By the mark at its end."""
        return self._find(_text(message), message, known)


class Voice(_Telephone):
    """Calls."""

    def send(self, message: Outgoing) -> Receipt:
        """Have somebody called."""
        return _receipt(lambda: self._carrier.place_call(_call(message)))

    def find(self, message: Outgoing, *, known: Collection[str]) -> Receipt | None:
        """By its number and time: of two calls to one number only one is in doubt (outbox.py)."""
        return self._find(_call(message), message, known)


def _receipt(hand_over: Callable[[], port.Receipt]) -> Receipt:
    try:
        return Receipt(hand_over().carrier_id)
    except port.Refused as error:
        raise Refused(str(error), is_permanent=error.permanent) from error
    except Unanswered as error:
        raise Unclear(str(error)) from error


def _text(message: Outgoing) -> Text:
    return Text(message.to, text_of(message), message.reference)


def _call(message: Outgoing) -> Call:
    language: Language = "ja" if message.language == "ja" else "en"
    return Call(message.to, speech_of(message), language, message.reference, answers=True)
