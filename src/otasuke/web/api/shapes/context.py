"""What one has to know of a customer, as programs read and write it: whom to turn to, the card, and partners."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from otasuke.web.api.shapes.parts import MOST_ROWS, Clock, Day, Phone, Shown, ShownClock, Weekday, Written, line, text
from otasuke.web.customers import policy
from otasuke.web.customers.hours import Expected
from otasuke.web.customers.models import Contact, ContextCard, ExpectedTime, OddProgram, Partner


class ContactWritten(Written):
    """Somebody to turn to, and how."""

    name: Annotated[str, line(60, 1)]
    channel: Literal["phone", "sms", "mail"]
    phone: Phone = ""
    email: Annotated[str, line(254)] = ""
    name_kana: Annotated[str, line(80)] = ""
    post: Annotated[str, line(60)] = ""
    words: Annotated[str, line(120)] = ""
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None

    def facts(self) -> policy.ContactFacts:
        """As the area wants it."""
        return policy.ContactFacts(**self.model_dump())


class ContactShown(Shown):
    """連絡先. Somebody to turn to."""

    name: str
    channel: Literal["phone", "sms", "mail"]
    phone: str
    email: str
    name_kana: str
    post: str
    words: str
    quiet_from: ShownClock | None
    quiet_until: ShownClock | None


class ContactsWritten(Written):
    """Whom to turn to, first to last."""

    contacts: Annotated[list[ContactWritten], Field(max_length=MOST_ROWS)]


class ContactsShown(Shown):
    """Whom to turn to, first to last."""

    contacts: list[ContactShown]


def contacts_shown(rows: Iterable[Contact]) -> ContactsShown:
    """Contacts in their order."""
    return ContactsShown(contacts=[ContactShown.model_validate(row) for row in rows])


class ProgramWritten(Written):
    """A program that looks like an attacker's, and what it is used for."""

    name: Annotated[str, line(120, 1)]
    words: Annotated[str, line(200, 1)]


class ProgramShown(Shown):
    """いつものソフト. The same, as it is shown."""

    name: str
    words: str


class TimeWritten(Written):
    """When work is to be expected: exactly one of weekday (Monday 0), day_of_month (31: the last) and day is given."""

    kind: Literal["work", "maintenance"] = "work"
    begins: Clock
    minutes: Annotated[int, Field(ge=1, le=1440)]
    words: Annotated[str, line(200, 1)]
    weekday: Weekday | None = None
    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    day: Day | None = None


class TimeShown(Shown):
    """予定の時間. The same, as it is shown."""

    kind: Literal["work", "maintenance"]
    begins: ShownClock
    minutes: int
    words: str
    weekday: int | None
    day_of_month: int | None
    day: date | None


class CardWritten(Written):
    """What one has to know to judge what is seen."""

    administered_by: Annotated[str, line(120)] = ""
    administrator_phone: Phone = ""
    words: Annotated[str, text(2000)] = ""
    odd_programs: Annotated[list[ProgramWritten], Field(max_length=MOST_ROWS)] = []
    times: Annotated[list[TimeWritten], Field(max_length=MOST_ROWS)] = []

    def facts(self) -> policy.CardFacts:
        """As the area wants it."""
        return policy.CardFacts(
            administered_by=self.administered_by,
            administrator_phone=self.administrator_phone,
            words=self.words,
            odd_programs=tuple((one.name, one.words) for one in self.odd_programs),
            times=tuple(Expected(**dict(one)) for one in self.times),
        )


class CardShown(Shown):
    """カルテ. What one has to know to judge what is seen."""

    administered_by: str
    administrator_phone: str
    words: str
    odd_programs: list[ProgramShown]
    times: list[TimeShown]


def card_shown(card: ContextCard | None, programs: Iterable[OddProgram], times: Iterable[ExpectedTime]) -> CardShown:
    """The card; an empty one if there is none."""
    card = card or ContextCard()
    return CardShown(
        administered_by=card.administered_by,
        administrator_phone=card.administrator_phone,
        words=card.words,
        odd_programs=[ProgramShown.model_validate(one) for one in programs],
        times=[TimeShown.model_validate(one) for one in times],
    )


class PartnerWritten(Written):
    """A company that the customer trades with."""

    name: Annotated[str, line(100, 1)]
    name_kana: Annotated[str, line(120)] = ""
    domains: Annotated[list[Annotated[str, line(320, 1)]], Field(max_length=MOST_ROWS)] = []

    def facts(self) -> policy.PartnerFacts:
        """As the area wants it."""
        return policy.PartnerFacts(self.name, self.name_kana, tuple(self.domains))


class PartnerShown(Shown):
    """取引先. A company that the customer trades with. domains: of its mail, in lower case."""

    name: str
    name_kana: str
    domains: list[str]


class PartnersWritten(Written):
    """With whom the company trades."""

    partners: Annotated[list[PartnerWritten], Field(max_length=MOST_ROWS)]


class PartnersShown(Shown):
    """With whom the company trades."""

    partners: list[PartnerShown]


def partners_shown(rows: Iterable[Partner]) -> PartnersShown:
    """Partners by name; their domains have to be prefetched."""
    return PartnersShown(
        partners=[
            PartnerShown(
                name=row.name, name_kana=row.name_kana, domains=sorted(one.domain for one in row.domains.all())
            )
            for row in rows
        ]
    )
