"""How much was found about a device or person lately, as points that fade; and what many small things make together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.ui.sentences import Sentence, _

POINTS = {Colour.RED: 60, Colour.YELLOW: 20, Colour.GREEN: 4, Colour.BLUE: 2}
HALVED_EACH = timedelta(days=1)
LOOKED_BACK = timedelta(days=7)
"""What is older has faded to less than a hundredth."""
WITHIN = timedelta(hours=24)
ENOUGH_TACTICS = 4
_MORE_EACH = 0.5
"""So much more everything counts for each tactic after the first."""
_GRAVE_LEVELS = frozenset({"medium", "high", "critical"})
_TACTICS = frozenset(
    {
        "reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
        "stealth", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration", "impact",
    }
)  # fmt: skip
_DECISIVE = frozenset({"command-and-control", "exfiltration", "impact", "credential-access", "lateral-movement"})
"""One of them has to be among many tactics: the others are also an administrator's day."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was found and is not held. at: when it was seen last; is_known: somebody was told of it, or is busy with it."""

    id: UUID
    rule: str
    colour: Colour
    level: str
    tactics: frozenset[str]
    at: datetime
    is_known: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """points: the more, the sooner somebody should look; why: in words."""

    points: float
    why: Sentence


def tactics_of(tags: Iterable[str]) -> frozenset[str]:
    """The tactics of ATT&CK among the tags of a rule."""
    names = {tag.replace("_", "-").removeprefix("attack.") for tag in tags if tag.startswith("attack.")}
    return _TACTICS & names


def risk(parts: Collection[Part], at: datetime) -> Risk:
    """What was found about one device or person, weighed at this time."""
    tactics = frozenset().union(*(one.tactics for one in parts))
    faded = sum(POINTS[one.colour] * 0.5 ** (max(at - one.at, timedelta(0)) / HALVED_EACH) for one in parts)
    points = faded * (1 + _MORE_EACH * max(0, len(tactics) - 1))
    why = _("検知が%(count)s件、手口が%(tactics)s種類あります。", count=len(parts), tactics=len(tactics))
    return Risk(round(points, 1), why)


def raised(parts: Sequence[Part]) -> tuple[UUID, Sentence] | None:
    """Which of these, all of one device, somebody has to be told of, since together they look like an attack; None: of none.

    Nobody is told again where one of them disturbed already.
    """
    grave = sorted((one for one in parts if one.level in _GRAVE_LEVELS and one.tactics), key=lambda one: one.at)
    if not grave:
        return None
    newest = grave[-1]
    near = [one for one in grave if newest.at - one.at <= WITHIN]
    count = _different(near)
    if newest.blocked or count < ENOUGH_TACTICS or not any(one.tactics & _DECISIVE for one in near):
        return None
    if any(one.is_known or one.colour in (Colour.RED, Colour.YELLOW) for one in near):
        return None
    return newest.id, _("この端末では、1日のうちに%(count)s種類の手口が重なりました。", count=count)


def _different(parts: Iterable[Part]) -> int:
    """How many tactics were seen by as many rules. A rule names up to six, but what it has seen is one thing."""
    may_show: dict[str, frozenset[str]] = {}
    for one in parts:
        may_show[one.rule] = may_show.get(one.rule, frozenset()) | one.tactics
    shown_by: dict[str, str] = {}

    def shows_one(rule: str, tried: set[str]) -> bool:
        for tactic in may_show[rule] - tried:
            tried.add(tactic)
            if tactic not in shown_by or shows_one(shown_by[tactic], tried):
                shown_by[tactic] = rule
                return True
        return False

    return sum(shows_one(rule, set()) for rule in may_show)
