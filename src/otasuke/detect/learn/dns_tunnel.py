"""Data that leaves in questions about names: one device asks for very many long names below one registered name.

What counts is how many different characters below the registered name were asked for within an hour.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.names import registered
from otasuke.detect.learn.tables import distinct, where

NAME = "dns-tunnel"
_WIDTH_S = 3600.0
_NAMES = 60
_SHORTEST = 20
"""Characters below the registered name; shorter ones carry nothing worth the trouble."""
_SHORTEST_OWNER = len("a.b")
_SHOWN = 3


class DnsTunnel:
    """Finds devices that send data in names. Takes NAMES."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._crowds = Crowds(learning, _WIDTH_S, fewest=_NAMES, times=3.0)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more questions."""
        long = rows.filter(pa.array(where(rows.column("query"), lambda query: _parts(query) is not None)))
        asked = [
            ((tenant, device, parts[0]), parts[1], at)
            for tenant, device, query, at in distinct(long, "tenant", "device", "query")
            if (parts := _parts(query))
        ]
        return [_learnt(crowd) for crowd in self._crowds.add_all(asked)]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return self._crowds.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._crowds.restore(state)


def _parts(query: str) -> tuple[str, str] | None:
    """The registered name and what stands before it; None if that is too short to carry anything."""
    if len(query) <= _SHORTEST + _SHORTEST_OWNER:
        return None
    owner = registered(query)
    inner = query.rstrip(".").removesuffix(owner).rstrip(".")
    return (owner, inner) if owner and len(inner) >= _SHORTEST and not owner.endswith(".arpa") else None


def _learnt(crowd: Crowd) -> Learnt:
    _, device, owner = map(str, crowd.key)
    facts = (
        crowd.count("names"),
        Fact("characters", str(sum(map(len, crowd.values)))),
        Fact("some_of_them", " ".join(f"{inner}.{owner}" for inner in list(crowd.values)[-_SHOWN:])),
    )
    return crowd.learnt(NAME, device, counterpart=owner, facts=facts)
