"""A story as it was told: what was found at each company, what each owner reads, and what the desk sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.advice.advise import Advice
from otasuke.advice.colour import Colour
from otasuke.demo.campaigns import Campaign
from otasuke.demo.matters import INTERRUPTING, Matter, Told
from otasuke.demo.stories.script import Member, Part, Shown

_LATER = timedelta(minutes=4)
"""What is found within these is still the same to an owner."""


@dataclass(frozen=True, slots=True)
class Played:
    """What was told about a company's day, and about the quiet days before it."""

    part: Part
    told: tuple[Told, ...]
    records: int
    before: tuple[Told, ...] = ()

    @property
    def member(self) -> Member:
        """Whose day it is."""
        return self.part.member


@dataclass(frozen=True, slots=True)
class Message:
    """What one owner reads about one matter.

    delay  how long after the first certain evidence it went out; None where there was none, or nobody is told at once.
    later  what was found after that of which it speaks, when and in the owner's words. The message is updated with it.
    """

    member: Member
    matter: Matter
    advice: Advice
    delay: timedelta | None = None
    later: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """Everything there is to show of a story.

    messages  those that are for somebody: what is only 青 waits for the monthly letter.
    """

    story: Shown
    played: Sequence[Played]
    messages: Sequence[Message]
    campaigns: Sequence[Campaign]

    def member(self, tenant: str) -> Member:
        """The company with this name."""
        return next(one.member for one in self.played if one.member.company.tenant == tenant)

    def messages_to(self, tenant: str) -> list[Message]:
        """What this company reads, by time."""
        mine = (one for one in self.messages if one.member.company.tenant == tenant)
        return sorted(mine, key=lambda one: one.matter.first.at)

    @property
    def has_quiet_past(self) -> bool:
        """Whether the days before interrupted nobody."""
        return not any(one.colour in (Colour.RED, Colour.YELLOW) for played in self.played for one in played.before)


def later_words(matter: Matter, words_of: Callable[[Told], str], *, most: int = 2) -> tuple[tuple[datetime, str], ...]:
    """What was first found some minutes after that of which the message speaks; only what would have interrupted somebody."""
    found: dict[str, datetime] = {}
    for one in matter.told:
        if one.colour in INTERRUPTING:
            found.setdefault(words_of(one), one.at)
    later = [(at, words) for words, at in found.items() if at - matter.leading.at >= _LATER]
    return tuple(later[:most])


def delay_of(part: Part, matter: Matter) -> timedelta | None:
    """From the first certain evidence about this device to the message."""
    if not matter.is_interrupting:
        return None
    certain = (truth.certain_at for truth in part.truths if truth.device == matter.device)
    return next((matter.first.at - at for at in certain), None)
