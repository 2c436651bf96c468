"""What every channel does: it takes a message, and says what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol
from uuid import UUID

from otasuke.web.notify.policy import Way
from otasuke.web.notify.words import Words


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a channel is given.

    to          telephone, mail, or the id of a place where many read; name: of who reads it.
    thread      the same for everything about one matter.
    colour      as a Japanese reader sees it (赤); word: what it means, in the language.
    link        where one answers without a login; "" where there is nothing to answer.
    desk        the provider's name, phone and hours.
    began_at    when this was first handed over, or is now.
    customer    whose places these are; None: the provider's.
    is_urgent   somebody has to act now.
    """

    reference: str
    to: str
    name: str
    language: str
    words: Words
    thread: str
    word: str
    link: str
    desk: tuple[str, str, str]
    began_at: datetime
    company: str = ""
    customer: UUID | None = None
    is_drill: bool = False
    is_over: bool = False
    is_urgent: bool = False


class Became(Enum):
    """What a channel says of what it has taken."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel has it. id: what the channel calls it; "" where it says nothing."""

    id: str = ""
    became: Became = Became.ACCEPTED
    words: str = ""


class Refused(Exception):
    """The channel has not taken it, for certain. is_permanent: it will not take it later either."""

    def __init__(self, words: str, *, is_permanent: bool) -> None:
        super().__init__(words)
        self.is_permanent = is_permanent


class Unclear(Exception):
    """Nobody knows whether the channel has taken it."""


class Channel(Protocol):
    """A way to bring messages."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand it over. Raises Refused, Unclear. It takes 15 seconds at most."""

    def find(self, message: Outgoing, *, known: Collection[str]) -> Receipt | None:
        """What became of something that may have been handed over; None: it was not taken, or the channel cannot say.

        known  what the channel calls other messages to the same address. Raises Unclear while it cannot be told.
        """

    def look(self, id: str) -> Receipt:
        """What became of what was taken. Raises Unclear."""


Channels = Mapping[Way, Channel]
