"""The devices and people about whom most was found lately. A scope is open, of one company or of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.risk import LOOKED_BACK, Part, Risk, risk, tactics_of

_FIELDS = (
    "id", "rule_id", "customer", "machine__code", "machine__name", "device", "person", "colour", "level", "tags", "last_seen",
    "happening__blocked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Risky:
    """A device or person of a company. kind: device or person; key: as incidents and silences name it; name: as people do."""

    customer: UUID
    kind: str
    key: str
    name: str
    risk: Risk


def riskiest(*, at: datetime, most: int = 20) -> Sequence[Risky]:
    """Those with the most points first. What is held counts for nothing."""
    found: dict[tuple[UUID, str, str], list[Part]] = {}
    names: dict[tuple[UUID, str, str], str] = {}
    since = at - LOOKED_BACK
    for row in Alert.objects.filter(last_seen__gte=since, held_by="").values(*_FIELDS):
        for kind, key, name in _whom(row):
            mark = row["customer"], kind, key.casefold()
            found.setdefault(mark, []).append(_part(row))
            names.setdefault(mark, name)
    weighed = [Risky(*mark, names[mark], risk(parts, at)) for mark, parts in found.items()]
    return sorted(weighed, key=lambda one: (-one.risk.points, one.name))[:most]


def _whom(row: dict[str, Any]) -> Sequence[tuple[str, str, str]]:
    device = row["machine__code"] or row["device"]
    told = (("device", device, row["machine__name"] or device), ("person", row["person"], row["person"]))
    return [one for one in told if one[1]]


def _part(row: dict[str, Any]) -> Part:
    colour, tactics = Colour(row["colour"]), tactics_of(row["tags"])
    return Part(
        row["id"],
        row["rule_id"],
        colour,
        row["level"],
        tactics,
        row["last_seen"],
        blocked=bool(row["happening__blocked"]),
    )
