"""A device whose system gets no updates any more.

Known by the build of Windows, by user agents, by what it says in SMB, and by gateways that look at systems. The days
are in a table (`rules/end-of-support.toml`). What is told is certain, but no hurry: once in three months for each device.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from otasuke.detect.learn.coded import Mask, coded
from otasuke.detect.learn.fingerprints import NEW_WINDOWS
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.remembering import Kept, Told
from otasuke.detect.learn.support import Support, system_of
from otasuke.detect.learn.tables import days_of, distinct, filled, grouped
from otasuke.detect.rule import Level

NAME = "end-of-support"
_SAID = ("agent", "system", "build", "dialect", "vendor")
_WORDS = ("computer", "hostname", "address", *_SAID)
_NEWER = "Windows NT 10.0"
"""Programs of an old make, and tools of attackers, say that they run on an old Windows wherever they run; a browser of today
or the first packets of connections betray the truth."""
_LONG = timedelta(days=3 * 365)
"""Some makers sell updates for about three years more. Where the table does not say until when, this counts. Who bought
them cannot be seen from outside."""
_PAUSE_S = 90 * 86400.0


class EndOfSupport:
    """Tells of systems that are not mended any more. Takes SIGHTINGS."""

    name = NAME

    def __init__(self, learning: Learning, supports: Sequence[Support]) -> None:
        self._learning = learning
        self._supports = tuple(supports)
        self._told = Told(_PAUSE_S)
        self._newer: Kept[bool] = Kept()
        self._cache: dict[tuple[str, ...], Support | None] = {}

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more sightings."""
        self._learning.note(days_of(rows))
        rows = filled(rows.filter(pa.array(self._says_something(rows))), *_WORDS)
        found = []
        for tenant, computer, hostname, address, *said, at in distinct(rows, "tenant", *_WORDS):
            is_learning = self._learning.is_on(tenant, at)
            device = computer or hostname or address
            support = self._ended(tenant, address, tuple(said), at=at)
            if support and self._told.is_new((tenant, device, support.name), at):
                found.append(_learnt(tenant, device, support, said=tuple(said), at=at, is_learning=is_learning))
        return found

    def _says_something(self, rows: pa.Table) -> Mask:
        """Which rows tell of a system of the table, or of a newer one."""
        said = [coded(rows.column(name)) for name in _SAID]
        _, firsts, kinds = np.unique(grouped([one.codes for one in said]), return_index=True, return_inverse=True)
        each = zip(*(one.picked(firsts).listed() for one in said), strict=True)
        tells = [self._tells(*(one or "" for one in parts)) for parts in each]
        found: Mask = np.array(tells, np.bool_)[kinds]
        return found

    def _tells(self, *said: str) -> bool:
        return _is_newer(*said) or self._system(*said) is not None

    def _ended(self, tenant: str, address: str, said: tuple[str, ...], *, at: float) -> Support | None:
        """The system, if its day is over."""
        if _is_newer(*said):
            self._newer.put((tenant, address), True)
        support = self._system(*said)
        if support is None or moment(at).date() <= support.ended:
            return None
        return None if said[0] and self._newer.get((tenant, address)) else support

    def _system(self, *said: str) -> Support | None:
        """The table is long and what is said comes again and again."""
        if said not in self._cache:
            if len(self._cache) > 10_000:
                self._cache.clear()
            agent, system, build, dialect, vendor = said
            self._cache[said] = system_of(self._supports, build=build, dialect=dialect, texts=(agent, system, vendor))
        return self._cache[said]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"told": self._told.state(), "newer": self._newer.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._told.restore(state["told"])
        self._newer.restore(state["newer"])


def _is_newer(agent: str, system: str, *_: str) -> bool:
    return _NEWER in agent or system == NEW_WINDOWS


def _learnt(
    tenant: str, device: str, support: Support, *, said: tuple[str, ...], at: float, is_learning: bool
) -> Learnt:
    today = moment(at).date()
    quiet_until = support.paid_until or support.ended + _LONG
    words = zip(("agent", "system", "build", "dialect", "vendor"), said, strict=True)
    facts = (
        Fact("system", support.name),
        Fact("updates_until", support.ended.isoformat()),
        Fact("days_without", str((today - support.ended).days)),
        *([Fact("paid_updates_until", support.paid_until.isoformat())] if support.paid_until else ()),
        Fact("source", support.source),
        *(Fact(f"said_{name}", value) for name, value in words if value),
    )
    return Learnt(
        detector=NAME,
        tenant=tenant,
        device=device,
        counterpart=support.name,
        time=moment(at),
        level=Level.MEDIUM if today > quiet_until else Level.LOW,
        window=f"{moment(at):%Y-%m}",
        facts=facts,
        is_learning=is_learning,
    )
