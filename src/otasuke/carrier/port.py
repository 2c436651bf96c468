"""What a carrier does for us: it takes texts and calls, says whether it took one, and tells how they went."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal, Protocol

Language = Literal["ja", "en"]
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text message (SMS).

    to         a telephone as people write it: `090-1234-5678`, `+81 90 1234 5678`.
    reference  ours, another one for each message; the same when a message is sent again.
    """

    to: str
    words: str
    reference: str

    def __post_init__(self) -> None:
        _check(self.words, self.reference)


@dataclass(frozen=True, slots=True)
class Call:
    """A call, during which the words are said twice.

    answers  whether the key 1 acknowledges: the words are followed by asking for it.
    """

    to: str
    words: str
    language: Language
    reference: str
    answers: bool

    def __post_init__(self) -> None:
        _check(self.words, self.reference)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier has it. at: when it took it, by the carrier's clock."""

    carrier_id: str
    reference: str
    at: datetime


class Status(Enum):
    """How far a text or a call has come. ENDED: a call that somebody took is over; whether he acknowledged was said before."""

    QUEUED = "queued"
    SENT = "sent"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    DELIVERED = "delivered"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"


_ORDER = (
    {Status.QUEUED},
    {Status.SENT, Status.RINGING},
    {Status.ANSWERED},
    {Status.ENDED, Status.DELIVERED, Status.BUSY, Status.NO_ANSWER, Status.FAILED},
    {Status.ACKNOWLEDGED},
)
_PLACES = {status: place for place, statuses in enumerate(_ORDER) for status in statuses}


def newer(known: Status, told: Status) -> Status:
    """The one that is further on: what a carrier tells may come in another order than it happened, and twice."""
    return told if _PLACES[told] > _PLACES[known] else known


@dataclass(frozen=True, slots=True)
class CarrierEvent:
    """What a carrier told about a text or a call.

    code    the carrier's word for why it failed; empty otherwise.
    answer  what has to be answered, as `text/xml`, since a call waits for it; empty: nothing.
    """

    reference: str
    carrier_id: str
    status: Status
    code: str = ""
    answer: str = ""


class Refused(Exception):
    """The carrier has not taken it, for certain.

    permanent  whether it will not take it later either. `code` says why: the carrier's number, or a word of ours.
    """

    def __init__(self, words: str, *, permanent: bool, code: str) -> None:
        super().__init__(f"{words} ({code})")
        self.words = words
        self.permanent = permanent
        self.code = code


class Unanswered(Exception):
    """Nobody knows whether the carrier has taken it: it may have, and its answer is lost. Ask `find` before sending again."""


class BadCallback(Exception):
    """A call-back that is not the carrier's, or says nothing that we understand."""


class Carrier(Protocol):
    """Someone who brings texts and calls to telephones."""

    def send_text(self, text: Text) -> Receipt:
        """Hand over a text. Raises Refused, Unanswered."""

    def place_call(self, call: Call) -> Receipt:
        """Have a call made. Raises Refused, Unanswered."""

    def find(self, sent: Text | Call, *, since: datetime, known: Collection[str] = ()) -> Receipt | None:
        """What the carrier has of this message, handed over at `since` or later; None: it has not taken it.

        known  carrier ids that belong to other messages. A text is known by its mark (marks.py). A call carries none: so the newest call
               to that number since then which is not among `known` is taken for it, and who calls has to see to it that at most one
               call to a number is in doubt at a time.
        Right after `Unanswered` the request may still be on its way: wait some seconds before asking.
        Raises Unanswered where it cannot be told, Refused where the carrier does not let us ask.
        """

    def look(self, carrier_id: str) -> Status:
        """How far it has come, for a call-back that never came. Raises Refused, Unanswered."""

    def read_callback(self, url: str, headers: Mapping[str, str], form: Mapping[str, str]) -> CarrierEvent:
        """What the carrier told us. Raises BadCallback, first of all if its signature is not the carrier's.

        url  the address that was asked for: of it only what comes after `?` is looked at, as a proxy changes the rest.
        """


def _check(words: str, reference: str) -> None:
    if not words.strip():
        raise ValueError("a message without words")
    if not _REFERENCE.fullmatch(reference):
        raise ValueError(f"{reference!r} is no reference: 1 to 64 letters, digits, dots, hyphens or underscores")
