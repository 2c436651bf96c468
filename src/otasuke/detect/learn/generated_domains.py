"""Names that a program made up: one device asks within an hour for many domains that nobody can speak.

Malware tries a list of the day until one of its domains exists. Where the sensor writes answers, only domains that do
not exist count; where it does not, a few more are needed.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.names import is_generated, registered
from otasuke.detect.learn.tables import distinct, where

NAME = "generated-domains"
_WIDTH_S = 3600.0
_ABSENT = 12
_UNANSWERED = 30
_SHOWN = 5


class GeneratedDomains:
    """Finds devices that ask for generated domains. Takes NAMES."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._absent = Crowds(learning, _WIDTH_S, fewest=_ABSENT)
        self._asked = Crowds(learning, _WIDTH_S, fewest=_UNANSWERED)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more questions."""
        rows = rows.filter(pa.array(where(rows.column("query"), lambda query: is_generated(registered(query)))))
        found = []
        for tenant, device, query, rcode, at in distinct(rows, "tenant", "device", "query", "rcode"):
            if rcode not in (None, "NXDOMAIN"):
                continue
            crowds = self._asked if rcode is None else self._absent
            if crowd := crowds.add((tenant, device), registered(query), at):
                found.append(_learnt(device, crowd))
        return found

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"absent": self._absent.state(), "asked": self._asked.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._absent.restore(state["absent"])
        self._asked.restore(state["asked"])


def _learnt(device: str, crowd: Crowd) -> Learnt:
    facts = (crowd.count("domains"), Fact("some_of_them", " ".join(list(crowd.values)[-_SHOWN:])))
    return crowd.learnt(NAME, device, facts=facts)
