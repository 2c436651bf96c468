"""Which alerts belong together, and how grave that is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from otasuke.advice.colour import BY_GRAVITY, Colour
from otasuke.findings.traces import TraceKind
from otasuke.web.ui.sentences import Sentence, _

DEVICE, PERSON, COUNTERPART = "device", "person", "counterpart"
_PAUSE: Mapping[str, timedelta] = {
    DEVICE: timedelta(hours=24),
    PERSON: timedelta(hours=24),
    COUNTERPART: timedelta(days=3),
}
"""After so long a silence the same thing begins another incident."""
TELLING = frozenset({TraceKind.SENDER.value, TraceKind.HASH.value, TraceKind.URL.value, TraceKind.HOST.value})
"""Traces by which an attack is known again at another device. Not an address: the office has one of its own, which everybody has to do with."""
TRACED_FOR = _PAUSE[COUNTERPART]
_TACTIC = re.compile(r"attack\.([a-z]+(?:[-_][a-z]+)*)")


class Thing(NamedTuple):
    """A device, person or counterpart of an alert. value: in small letters."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """An alert, as it is weighed. held: it disturbs nobody."""

    colour: Colour
    title: str
    rule: str
    tags: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An open incident: what it is about, and from when to when things of it happened."""

    id: UUID
    things: frozenset[Thing]
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Severity:
    """The colour of an incident, and why."""

    colour: Colour
    reasons: tuple[Sentence, ...]


def things(*, device: str, people: Iterable[str], counterpart: str, is_shared: bool = False) -> frozenset[Thing]:
    """What an alert is about. is_shared: the device is one that all traffic passes; it joins nothing where more is known."""
    found = {Thing(PERSON, name) for one in people if (name := _account(one))}
    if counterpart:
        found.add(Thing(COUNTERPART, counterpart.casefold()))
    if device and not (is_shared and found):
        found.add(Thing(DEVICE, device.casefold()))
    return frozenset(found)


def _account(person: str) -> str:
    """Of a mail address what is before the @, of an account what is after the domain: mostly they are one person."""
    return person.rpartition("\\")[2].partition("@")[0].strip().casefold()


def choose(found: frozenset[Thing], at: datetime, standing: Sequence[Standing]) -> list[UUID]:
    """The incidents that an alert belongs to. Empty: it begins its own. Several: it shows that they are one.

    By a device or person, the oldest first; else by a counterpart the oldest alone, as two may talk to the same server.
    """
    near = {one.id: {thing.kind for thing in found & one.things if _is_near(thing, at, one)} for one in standing}
    ordered = [one.id for one in sorted(standing, key=lambda one: (one.first, str(one.id))) if near[one.id]]
    by_owner = [one for one in ordered if near[one] & {DEVICE, PERSON}]
    return by_owner or ordered[:1]


def _is_near(thing: Thing, at: datetime, one: Standing) -> bool:
    pause = _PAUSE[thing.kind]
    return one.first - pause <= at <= one.last + pause


def severity(parts: Sequence[Part]) -> Severity:
    """How grave they are together: as the gravest that disturbs, with the reasons in the order of weight."""
    telling = [one for one in parts if not one.held] or list(parts)
    colour = max((one.colour for one in telling), key=BY_GRAVITY.index)
    gravest = list(dict.fromkeys(one.title for one in telling if one.colour is colour))
    reasons = [_("%(colour)s：%(title)s", colour=Sentence(colour.value), title=title) for title in gravest[:3]]
    if len(gravest) > 3:
        reasons.append(_("ほかに同じ重さの検知が%(number)s件", number=len(gravest) - 3))
    if len(stages(parts)) > 1:
        reasons.append(_("攻撃の段階が%(number)sつ見えています。", number=len(stages(parts))))
    held = sum(one.held for one in parts)
    if held and len(telling) < len(parts):
        reasons.append(_("数に入れなかった検知：%(number)s件", number=held))
    return Severity(colour, tuple(reasons))


def stages(parts: Iterable[Part]) -> frozenset[str]:
    """The tactics of ATT&CK that are seen."""
    return frozenset(
        found[1].replace("_", "-") for one in parts for tag in one.tags if (found := _TACTIC.fullmatch(tag))
    )
