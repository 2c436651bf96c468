"""A device that tries the doors of its neighbours: many of them at one door, or many doors of one of them.

What a firewall stopped and ARP questions that nobody answered count as well: a scan mostly meets nobody.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside
from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, Picture, day_of
from otasuke.detect.learn.tables import distinct, where
from otasuke.detect.rule import Level

NAME = "neighbour-scan"
_WIDTH_S = 600.0
_NEIGHBOURS = 15
_PORTS = 20
_ARP = 0
_ARP_NEIGHBOURS = 60
"""Routers and printers ask for all their friends now and then; a scan asks for a whole network."""
_EPHEMERAL = 32768
"""Ports from here on are those of answers."""
_SHOWN = 10


class NeighbourScan:
    """Finds devices that scan their neighbours. Takes CONNECTIONS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._neighbours = Crowds(learning, _WIDTH_S, fewest=_NEIGHBOURS)
        self._asked = Crowds(learning, _WIDTH_S, fewest=_ARP_NEIGHBOURS)
        self._ports = Crowds(learning, _WIDTH_S, fewest=_PORTS)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more connections."""
        near = rows.filter(pa.array(where(rows.column("peer"), is_inside)))
        near = near.filter(pc.less(pc.fill_null(near.column("port"), _EPHEMERAL), _EPHEMERAL))
        found = []
        for tenant, device, peer, port, at in distinct(near, "tenant", "device", "peer", "port"):
            crowds = self._asked if port == _ARP else self._neighbours
            if crowd := crowds.add((tenant, device, port), peer, at):
                found.append(_many_neighbours(tenant, device, port, crowd=crowd, at=at))
            if port != _ARP and (crowd := self._ports.add((tenant, device, peer), str(port), at)):
                found.append(_many_ports(tenant, device, peer, crowd=crowd, at=at))
        return found

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"neighbours": self._neighbours.state(), "asked": self._asked.state(), "ports": self._ports.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._neighbours.restore(state["neighbours"])
        self._asked.restore(state["asked"])
        self._ports.restore(state["ports"])


def _many_neighbours(tenant: str, device: str, port: int, *, crowd: Crowd, at: float) -> Learnt:
    door = "ARP" if port == _ARP else str(port)
    facts = (
        Fact("neighbours", str(len(crowd.values)), usual=f"{crowd.usual:.0f}"),
        Fact("port", door),
        Fact("within_s", f"{crowd.seconds:.0f}"),
        Fact("some_of_them", " ".join(sorted(crowd.values)[:_SHOWN])),
    )
    return _learnt(tenant, device, f"port {door}", crowd=crowd, at=at, facts=facts)


def _many_ports(tenant: str, device: str, peer: str, *, crowd: Crowd, at: float) -> Learnt:
    facts = (
        Fact("ports", str(len(crowd.values)), usual=f"{crowd.usual:.0f}"),
        Fact("within_s", f"{crowd.seconds:.0f}"),
        Fact("some_of_them", " ".join(sorted(crowd.values, key=int)[:_SHOWN])),
    )
    return _learnt(tenant, device, peer, crowd=crowd, at=at, facts=facts)


def _learnt(tenant: str, device: str, counterpart: str, *, crowd: Crowd, at: float, facts: tuple[Fact, ...]) -> Learnt:
    return Learnt(
        detector=NAME,
        tenant=tenant,
        device=device,
        counterpart=counterpart,
        time=moment(at),
        level=Level.HIGH,
        window=day_of(at),
        facts=facts,
        picture=Picture("bars", crowd.per_minute()),
        is_learning=crowd.is_learning,
    )
