"""A cast for messages: contacts, words, a clock that is set by hand, and a channel that does as it is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from otasuke.advice.colour import Colour
from otasuke.web.customers.models import Contact, Customer
from otasuke.web.notify.channels.port import Became, Outgoing, Receipt, Refused, Unclear
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.policy import Way
from otasuke.web.notify.sending import Sender
from otasuke.web.notify.services import tell
from otasuke.web.notify.words import About, Words
from otasuke.web.tenancy.scope import across, tenant_scope

MONDAY_10 = datetime(2026, 11, 16, 1, tzinfo=UTC)
"""Ten in the morning of a working day in Japan."""
NIGHT = datetime(2026, 11, 16, 18, tzinfo=UTC)
"""Three in the morning of the next one."""

WORDS = {
    "ja": Words(
        "経理のパソコンが乗っ取られかけています",
        "経理のパソコンが、知らない相手と話しています。",
        "ほかのパソコンは使えます。",
        "経理のパソコンの線を抜いてください。",
    ),
    "en": Words(
        "The PC in accounting is being taken over",
        "The PC in accounting talks to a stranger.",
        "The other PCs may be used.",
        "Unplug the cable of the PC in accounting.",
    ),
}
OVER = {
    "ja": Words("終わりました", "直りました。いつも通りお使いください。"),
    "en": Words("It is over", "It is mended."),
}


def contact(customer: Customer, position: int = 1, **facts: Any) -> Contact:
    """Somebody who is turned to."""
    known = {"name": "坂木 実", "channel": "mail", "phone": "090-0000-0001", "email": "sakaki@minori.example"}
    with tenant_scope(customer.id):
        return Contact.objects.create(customer=customer, position=position, **known | facts)


def three(customer: Customer) -> None:
    """Three contacts."""
    contact(customer)
    contact(customer, 2, name="松原 恵", phone="090-0000-0002", email="matsubara@minori.example")
    contact(customer, 3, name="北野 桂", phone="06-0000-0003", email="")


def told(
    customer: Customer, colour: Colour = Colour.RED, *, at: datetime = MONDAY_10, about: UUID | None = None
) -> Message:
    """A message about something new, or about this."""
    return tell(customer.id, About("incident", about or uuid4()), colour=colour, words=WORDS, at=at)


def deliveries(**wanted: Any) -> list[Delivery]:
    """All of all companies, by when they are due."""
    with across("tests"):
        found = Delivery.objects.select_related("message", "staff_call").filter(**wanted)
        return list(found.order_by("due_at", "step", "way"))


def kinds_of(delivery: Delivery) -> list[str]:
    """What its log says."""
    with across("tests"):
        return list(delivery.events.order_by("written_at").values_list("kind", flat=True))


def outgoing(**facts: Any) -> Outgoing:
    """What a channel is given."""
    known: dict[str, Any] = {
        "reference": "3f0e6a1e-0000-5000-8000-000000000001",
        "to": "sakaki@minori.example",
        "name": "坂木 実",
        "language": "ja",
        "words": WORDS["ja"],
        "thread": "5b1c",
        "word": "いますぐ電話",
        "link": "https://otasuke.example/m/abc",
        "desk": ("なにわ見守り舎", "06-0000-0119", "平日 9:00〜18:00"),
        "began_at": MONDAY_10,
    }
    return Outgoing(**known | facts)


@dataclass
class Clock:
    """Stands still until it is set."""

    now: datetime = MONDAY_10

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> datetime:
        """So much later."""
        self.now += timedelta(**span)
        return self.now


@dataclass
class Scripted:
    """A channel. then: what it does with the next ones: Refused, Unclear (taken or not), or how they end at once.

    taken  by reference, what it has; sent: each time that it took one.
    """

    then: list[Any] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    taken: dict[str, Receipt] = field(default_factory=dict)
    became: dict[str, Receipt] = field(default_factory=dict)
    can_be_asked: bool = True

    def send(self, message: Outgoing) -> Receipt:
        what = self.then.pop(0) if self.then else None
        if isinstance(what, (Refused, Unclear)) and not getattr(what, "took_it", False):
            raise what
        receipt = Receipt(f"id-{len(self.sent)}", what if isinstance(what, Became) else Became.ACCEPTED)
        self.sent.append(message)
        self.taken[message.reference] = receipt
        if isinstance(what, Unclear):
            raise what
        return receipt

    def find(self, message: Outgoing, *, known: Collection[str]) -> Receipt | None:
        if not self.can_be_asked:
            raise Unclear("away")
        return self.taken.get(message.reference)

    def look(self, id: str) -> Receipt:
        return self.became.get(id, Receipt(id))

    @property
    def whom(self) -> list[str]:
        return [one.to for one in self.sent]


def timed_out(*, took_it: bool) -> Unclear:
    """The channel does not answer; whether it has taken what it was given."""
    error = Unclear("no answer")
    error.took_it = took_it  # type: ignore[attr-defined]
    return error


@dataclass
class House:
    """A sender with scripted channels."""

    clock: Clock = field(default_factory=Clock)
    call: Scripted = field(default_factory=Scripted)
    sms: Scripted = field(default_factory=Scripted)
    mail: Scripted = field(default_factory=Scripted)

    def sender(self, *, number: int = 1) -> Sender:
        channels = {Way.CALL: self.call, Way.SMS: self.sms, Way.MAIL: self.mail}
        return Sender(channels, number=number, clock=self.clock)

    def send(self, **later: float) -> int:
        """All that is due so much later."""
        self.clock.go(**later)
        return self.sender().empty()
