"""The shapes of a story that is shown: who it happens to, what happens there, and what must be found of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import Language
from otasuke.demo.stories.mail import Mail
from otasuke.simulating.attacks.story import Planned, Scene, Story, stage
from otasuke.simulating.company import Company, Device, Kind
from otasuke.simulating.feed import Step

Words = Mapping[Language, str]
MAIL_SERVER = "mail"
"""How the mail server of every company names itself."""
_MAIL: Words = {"ja": "会社のメール", "en": "the company mail"}


class Sensor(StrEnum):
    """What watches a company."""

    PC = "pc"
    SURICATA = "suricata"
    FORTIGATE = "fortigate"
    NAS = "nas"
    MAIL = "mail"


SENSORS = frozenset(Sensor)


class MailHost(StrEnum):
    """Who keeps a company's mail."""

    POSTFIX = "postfix"
    M365 = "m365"


@dataclass(frozen=True, slots=True)
class Member:
    """A company of a story. It does not exist.

    domain  of its mail.
    people  what it calls its devices, and who gets mail there: by the device's name.
    clocks  how many seconds the clock of a device is fast (`MAIL_SERVER` too).
    """

    company: Company
    domain: str
    people: Mapping[str, Words]
    english: str
    mail: MailHost = MailHost.POSTFIX
    clocks: Mapping[str, float] = field(default_factory=dict)

    @property
    def mail_server(self) -> str:
        """The address of its mail server."""
        return f"{self.company.network}.3"

    @property
    def organisation(self) -> str:
        """Its number at Microsoft 365."""
        digest = sha256(self.domain.encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[12:15]}-a{digest[15:18]}-{digest[18:30]}"

    def device(self, kind: Kind) -> Device | None:
        """Its device of this kind; the first of several."""
        return next((one for one in self.company.devices if one.kind is kind), None)

    def mailboxes(self) -> list[str]:
        """The mailboxes of its people, without the domain."""
        return ["info", *dict.fromkeys(device.user for device in self.company.pcs)]

    def clock(self, name: str) -> timedelta:
        """How much the clock of this device is fast."""
        return timedelta(seconds=self.clocks.get(name, 0.0))

    def title(self, language: Language) -> str:
        """What it is called."""
        return self.company.title if language == "ja" else self.english

    def known_as(self, language: Language) -> dict[str, str]:
        """What it calls its devices, by the names in the logs."""
        return {name: words[language] for name, words in {**self.people, MAIL_SERVER: _MAIL}.items()}

    def names(self) -> dict[str, str]:
        """What its devices call themselves, by address; its mail, by everything that mail goes by."""
        mail = (self.mail_server, self.organisation, *(f"{one}@{self.domain}" for one in self.mailboxes()))
        return {one.address: one.name for one in self.company.pcs} | dict.fromkeys(mail, MAIL_SERVER)


@dataclass(frozen=True, slots=True)
class Truth:
    """What an owner must be told.

    device      as it names itself; `MAIL_SERVER` for what came by mail.
    colour      in the end.
    certain_at  when the first certain evidence was written: the first message belongs into that minute.
    """

    device: str
    colour: Colour
    certain_at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in Microsoft 365, as its audit log has it.

    parts  the members of the record beside those that every record has.
    """

    at: datetime
    user: str
    operation: str
    address: str
    parts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """What happens at one company. scenes: seconds after `begin`; acts: where it has its mail at Microsoft 365."""

    member: Member
    begin: datetime
    scenes: tuple[Scene, ...] = ()
    mails: tuple[Mail, ...] = ()
    acts: tuple[Act, ...] = ()
    truths: tuple[Truth, ...] = ()

    def steps(self) -> tuple[tuple[Device, Step], ...]:
        """The scenes on the devices that play in them."""
        story = Story("shown", "", self.scenes)
        planned = Planned(self.member.company.number, story.name, int(self.begin.timestamp()) * 1_000_000, 1.0)
        return stage(planned, self.member.company, (story,)).steps


@dataclass(frozen=True, slots=True)
class Beat:
    """What really happened, for those who watch. words: one sentence in each language."""

    at: datetime
    words: Words


@dataclass(frozen=True, slots=True)
class Shown:
    """A story: which of METI's cases it is, and where it happens."""

    number: int
    title: Words
    parts: tuple[Part, ...]
    beats: tuple[Beat, ...]


def beat(begin: datetime, after_s: float, ja: str, en: str) -> Beat:
    """What happened so many seconds later."""
    return Beat(begin + timedelta(seconds=after_s), {"ja": ja, "en": en})
