"""All learnt detectors together: events of the lake in, what is unusual out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

import pyarrow as pa

from otasuke.detect.learn.beaconing import Beaconing
from otasuke.detect.learn.dns_tunnel import DnsTunnel
from otasuke.detect.learn.end_of_support import EndOfSupport
from otasuke.detect.learn.first_seen_login import FirstSeenLogin
from otasuke.detect.learn.generated_domains import GeneratedDomains
from otasuke.detect.learn.impossible_logins import ImpossibleLogins
from otasuke.detect.learn.learning import LEARNING, Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.mass_file_change import MassFileChange
from otasuke.detect.learn.neighbour_scan import NeighbourScan
from otasuke.detect.learn.new_device import NewDevice
from otasuke.detect.learn.observing import Kind, observe
from otasuke.detect.learn.one_enters_many import OneEntersMany
from otasuke.detect.learn.places import Places, placed
from otasuke.detect.learn.spam_run import SpamRun
from otasuke.detect.learn.support import Support
from otasuke.detect.learn.unusual_volume import UnusualVolume


class Detector(Protocol):
    """What each of them does. `update` takes rows of one kind, in about the order of their times."""

    name: str

    def update(self, rows: pa.Table) -> list[Learnt]: ...

    def state(self) -> dict[str, Any]: ...

    def restore(self, state: dict[str, Any]) -> None: ...


class UnfitState(ValueError):
    """The state is not one that these detectors saved."""


class Detectors:
    """Every detector, with one memory of how long each tenant is known. One at a time may use it.

    supports  the table of days for `end-of-support`, which finds nothing without.
    places    knows where addresses are, for logins whose log does not say.
    longest   how long a tenant is learnt, in whole days; what is found meanwhile says so and interrupts nobody.
    days_of   tenant → so many days instead; None where nothing else was agreed.
    """

    def __init__(
        self,
        supports: Sequence[Support] = (),
        *,
        longest: timedelta = LEARNING,
        days_of: Callable[[str], int | None] = lambda _: None,
        places: Places | None = None,
    ) -> None:
        self._learning = Learning(longest, days_of)
        self._places = places
        one = self._learning
        self.beaconing = Beaconing(one)
        self._by_kind: dict[Kind, tuple[Detector, ...]] = {
            Kind.SIGHTINGS: (NewDevice(one), EndOfSupport(one, supports)),
            Kind.CONNECTIONS: (self.beaconing, NeighbourScan(one), UnusualVolume(one)),
            Kind.NAMES: (DnsTunnel(one), GeneratedDomains(one)),
            Kind.LOGINS: (FirstSeenLogin(one), ImpossibleLogins(one)),
            Kind.ENTRIES: (OneEntersMany(one),),
            Kind.FILES: (MassFileChange(one),),
            Kind.MAILS: (SpamRun(one),),
        }

    @property
    def names(self) -> tuple[str, ...]:
        """What the detectors are called; advice knows them by these names."""
        return tuple(one.name for found in self._by_kind.values() for one in found)

    def stand_beside(self, others: Sequence[Detectors]) -> None:
        """From now on what is common among tenants of others is so here too. others: all, each with tenants of its own."""
        self.beaconing.stand_beside([one.beaconing for one in others])

    def update(self, table: pa.Table) -> list[Learnt]:
        """What is unusual in more events, by time.

        table  columns as the lake has them, with `tenant`; rows in about the order of their times.
        """
        return self.look_at(observe(table)) if len(table) else []

    def look_at(self, observed: Mapping[Kind, pa.Table]) -> list[Learnt]:
        """The same for what `observe` made of events, or of a part of them."""
        found = [
            learnt
            for kind, seen in observed.items()
            if len(seen)
            for rows in (self._placed(kind, seen),)
            for detector in self._by_kind[kind]
            for learnt in detector.update(rows)
        ]
        return sorted(found, key=lambda one: (one.time, one.detector, one.tenant, one.device, one.counterpart))

    def _placed(self, kind: Kind, rows: pa.Table) -> pa.Table:
        return placed(rows, self._places) if self._places and kind is Kind.LOGINS else rows

    def state(self) -> dict[str, Any]:
        """What `restore` needs: dicts, lists, texts and numbers."""
        detectors = {one.name: one.state() for found in self._by_kind.values() for one in found}
        return {"learning": self._learning.state(), "detectors": detectors}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there. A detector that the state does not know begins anew. Raises UnfitState."""
        try:
            self._learning.restore(state["learning"])
            for detector in (one for found in self._by_kind.values() for one in found):
                if detector.name in state["detectors"]:
                    detector.restore(state["detectors"][detector.name])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnfitState(f"this is no state of learnt detectors: {error!r}") from error
