"""Data that leaves in questions about names: one device asks for very many long names below one registered name.

What counts is how many different characters below the registered name were asked for within an hour.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.names import registered
from otasuke.detect.learn.tables import distinct

NAME = "dns-tunnel"
_WIDTH_S = 3600.0
_NAMES = 60
_SHORTEST = 20
"""Characters below the registered name; shorter ones carry nothing worth the trouble."""
_SHOWN = 3


class DnsTunnel:
    """Finds devices that send data in names. Takes NAMES."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._crowds = Crowds(learning, _WIDTH_S, fewest=_NAMES, times=3.0)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more questions."""
        long = rows.filter(pc.greater(pc.utf8_length(rows.column("query")), _SHORTEST))
        found = []
        for tenant, device, query, at in distinct(long, "tenant", "device", "query"):
            owner = registered(query)
            inner = query.rstrip(".").removesuffix(owner).rstrip(".")
            if not owner or len(inner) < _SHORTEST or owner.endswith(".arpa"):
                continue
            if crowd := self._crowds.add((tenant, device, owner), inner, at):
                found.append(_learnt(device, owner, crowd))
        return found

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return self._crowds.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._crowds.restore(state)


def _learnt(device: str, owner: str, crowd: Crowd) -> Learnt:
    facts = (
        crowd.count("names"),
        Fact("characters", str(sum(map(len, crowd.values)))),
        Fact("some_of_them", " ".join(f"{inner}.{owner}" for inner in list(crowd.values)[-_SHOWN:])),
    )
    return crowd.learnt(NAME, device, counterpart=owner, facts=facts)
