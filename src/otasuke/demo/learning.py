"""What the learnt detectors say about a company of a story, after the quiet days that they have seen there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from otasuke.advice.found import COUNTERPART, DEVICE, happening_of
from otasuke.advice.happening import Happening
from otasuke.detect.learn.detectors import Detectors
from otasuke.detect.learn.kinds import UNKNOWN
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.support import Support
from otasuke.events import Event
from otasuke.lake.columns import TENANT, to_columns
from otasuke.lake.joining import joined

_SHOWN = 60
_SAID = {
    "new-device": "{kind}{mac}{made_up}",
    "end-of-support": "{system}, no updates since {updates_until}",
}
_MADE_UP = " (made up by the device)"


def find_learnt(events: Sequence[Event], tenant: str, supports: Sequence[Support]) -> list[Learnt]:
    """What is unusual in these events, without what was found while learning. events: of many days, in any order."""
    rows = [("", place, event) for place, event in enumerate(sorted(events, key=_time_of))]
    if not rows:
        return []
    table = joined([to_columns(rows)])
    table = table.append_column(TENANT, pa.array([tenant] * len(table), pa.string()))
    return [one for one in Detectors(supports).update(table) if not one.is_learning]


def _time_of(event: Event) -> float:
    return (event.time or event.received_at).timestamp()


def happening_of_learnt(found: Learnt, *, names: Mapping[str, str], known_as: Mapping[str, str]) -> Happening:
    """The happening of what was learnt. names: how devices and mailboxes are called, by address."""
    base = Happening(level=found.level.value, rule=f"learn/{found.detector}", time=found.time, known_as=known_as)
    return happening_of(base, {}, group={DEVICE: found.device, COUNTERPART: found.counterpart}, names=names)


def why_learnt(found: Learnt) -> str:
    """The numbers that explain it, in a line."""
    facts = {fact.name: fact.value for fact in found.facts}
    if found.detector in _SAID:
        made_up = _MADE_UP if facts.get("mac_is_randomised") == "yes" else ""
        kind = f"{facts['kind']}, " if facts.get("kind", UNKNOWN) != UNKNOWN else ""
        values = {"mac": "", "system": "", "updates_until": "", **facts, "made_up": made_up, "kind": kind}
        return f"{found.detector}: {_SAID[found.detector].format(**values)}"
    said = (
        f"{fact.name} {fact.value[:_SHOWN]}" + (f" (usually {fact.usual})" if fact.usual else "")
        for fact in found.facts
    )
    return f"{found.detector}: {', '.join(said)}"
