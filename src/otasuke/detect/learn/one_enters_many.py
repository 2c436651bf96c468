"""From one device somebody enters many computers in a short time: how an attacker spreads, and how maintenance works.

Which of the two it is, a count does not say. But maintenance comes again: where one device does it while a company is learnt, only more
than that is unusual.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.tables import distinct

NAME = "one-enters-many"
_WIDTH_S = 600.0
_FEWEST = 5
_SHOWN = 5


class OneEntersMany:
    """Finds who goes from one computer to the next. Takes ENTRIES."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._entered = Crowds(learning, _WIDTH_S, fewest=_FEWEST)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more sign-ins."""
        entries = [
            ((tenant, device, user), computer or "", at)
            for tenant, device, user, computer, at in distinct(rows, "tenant", "device", "user", "computer")
        ]
        return [_learnt(crowd) for crowd in self._entered.add_all(entries)]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"entered": self._entered.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._entered.restore(state["entered"])


def _learnt(crowd: Crowd) -> Learnt:
    _, device, user = map(str, crowd.key)
    facts = (crowd.count("computers"), Fact("some_of_them", " ".join(list(crowd.values)[-_SHOWN:])))
    return crowd.learnt(NAME, device, counterpart=user, facts=facts)
