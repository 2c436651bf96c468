"""Names that a program made up: one device asks within an hour for many domains that nobody can speak.

Malware tries a list of the day until one of its domains exists. Where the sensor writes answers, only domains that do
not exist count; where it does not, a few more are needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.coded import Mask, coded
from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.names import MAY_BE_GENERATED, is_generated, registered
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
        rows = rows.filter(pa.array(_may_be_generated(rows)))
        rows = rows.filter(pa.array(where(rows.column("query"), lambda query: is_generated(registered(query)))))
        asked = distinct(rows, "tenant", "device", "query", "rcode")
        found = [
            crowd
            for crowds, wanted in ((self._asked, None), (self._absent, "NXDOMAIN"))
            for crowd in crowds.add_all(
                [
                    ((tenant, device), registered(query), at)
                    for tenant, device, query, rcode, at in asked
                    if rcode == wanted
                ]
            )
        ]
        return [_learnt(crowd) for crowd in sorted(found, key=lambda one: one.at)]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"absent": self._absent.state(), "asked": self._asked.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._absent.restore(state["absent"])
        self._asked.restore(state["asked"])


def _may_be_generated(rows: pa.Table) -> Mask:
    queries = coded(rows.column("query"))
    may_be = pc.match_substring_regex(queries.values, MAY_BE_GENERATED).to_numpy(zero_copy_only=False)
    found: Mask = np.append(may_be, False)[queries.codes]  # the last one, -1, is none
    return found


def _learnt(crowd: Crowd) -> Learnt:
    facts = (crowd.count("domains"), Fact("some_of_them", " ".join(list(crowd.values)[-_SHOWN:])))
    return crowd.learnt(NAME, str(crowd.key[1]), facts=facts)
