"""Habits: what rules find again and again at a company while it is new is its ordinary life, and disturbs nobody later.

Two hits look the same if the same rule was true for the same reasons, and the same program did it in the same words: the values are
equal but for what differs each time, such as numbers and names of users. So an attack is taken for a habit only if it does word for
word what the company's own programs do. What is critical is never a habit: whoever tells it has to tell it each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.remembering import Kept
from otasuke.detect.rule import Level
from otasuke.events import Value

DAYS = 2
"""On so many days of the learning time something has to be seen to be a habit."""
_ACTORS = ("Image", "CommandLine", "ParentImage", "ProcessName", "TargetObject", "RemoteName", "QueryName")
"""Who did it, and to what, also where the rule does not look at it."""
_LONGEST_LOOK = 1000
_USER = re.compile(r"(\\users\\|/home/)[^\\/]+")
_VARIES = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?|(?<![a-z0-9])(?=[a-f]*\d)[0-9a-f]{6,40}(?![a-z0-9])|\d+")
"""Numbers of programs and updates. Never other letters: in them an encoded command would look like any other."""
_NAMES_SOMETHING = re.compile(r"[a-z].*[\\/. ]|[\\/. ].*[a-z]", re.IGNORECASE | re.DOTALL)


class Standing(Enum):
    """What a hit is at its company."""

    NEW = "new"
    """Not known: it is told."""
    FIRST = "first"
    """The company is still being learnt, and did not show this on a day before. Our own rules tell it, those of others wait."""
    AGAIN = "again"
    """The company is still being learnt, and showed this before. It can wait for the letter."""
    HABIT = "habit"


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit of a rule at a tenant.

    at       seconds since 1970.
    matched  field and value of each atom that made the rule true.
    fields   of the event.
    """

    tenant: str
    rule_id: str
    level: Level
    device: str
    at: float
    matched: tuple[tuple[str, str], ...]
    fields: Mapping[str, Value] = field(default_factory=dict)


class Habits:
    """Knows what each tenant's rules said while it was learnt. Hits are to come in about the order of their times."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._days: Kept[list[int]] = Kept()

    def standing(self, hit: Hit) -> Standing:
        """What this hit is; while the tenant is learnt, it is remembered."""
        is_learning = self._learning.is_on(hit.tenant, hit.at)
        if hit.level is Level.CRITICAL:
            return Standing.NEW
        key = (hit.tenant, hit.rule_id, look(hit))
        days = self._days.get(key) or []
        if not is_learning:
            return Standing.HABIT if len(days) >= DAYS else Standing.NEW
        day = int(hit.at // 86400)
        if day not in days and len(days) < DAYS:
            self._days.put(key, [*days, day])
        return Standing.AGAIN if any(one != day for one in days) else Standing.FIRST

    def habits(self) -> list[tuple[str, str, str]]:
        """Tenant, rule and look of every habit: somebody at the desk should read them when the learning time ends."""
        return [(str(t), str(rule), str(seen)) for (t, rule, seen), days in self._days.items() if len(days) >= DAYS]

    def state(self) -> list[Any]:
        """What `restore` needs, without that of the learning."""
        return self._days.state()

    def restore(self, state: Iterable[Any]) -> None:
        """Go on from there."""
        self._days.restore(state)


def look(hit: Hit) -> str:
    """What is the same each time that a program does the same.

    Where the values name nothing, such as a number of an event alone, the device belongs to it: elsewhere it is new.
    """
    known = {name: value for name in _ACTORS if isinstance(value := hit.fields.get(name), str)} | dict(hit.matched)
    values = [f"{name}={_without_what_varies(value)}" for name, value in known.items()]
    if not any(_NAMES_SOMETHING.search(value) for value in known.values()):
        values.append(f"on {hit.device}")
    return "\n".join(values)[:_LONGEST_LOOK]


def _without_what_varies(value: str) -> str:
    return _VARIES.sub("#", _USER.sub(r"\1*", value[:_LONGEST_LOOK].lower()))
