"""A device that tries the doors of its neighbours: many of them at one door, or many doors of one of them.

What a firewall stopped and ARP questions that nobody answered count as well: a scan mostly meets nobody.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside
from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.tables import distinct, where

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
        calls = distinct(near, "tenant", "device", "peer", "port")
        by_port = [((tenant, device, port), peer, at) for tenant, device, peer, port, at in calls]
        asked = self._asked.add_all([one for one in by_port if one[0][2] == _ARP])
        called = self._neighbours.add_all([one for one in by_port if one[0][2] != _ARP])
        tried = self._ports.add_all(
            [((tenant, device, peer), str(port), at) for tenant, device, peer, port, at in calls if port != _ARP]
        )
        found = [*((crowd.at, _many_neighbours(crowd)) for crowd in (*asked, *called))]
        found += [(crowd.at, _many_ports(crowd)) for crowd in tried]
        return [learnt for _, learnt in sorted(found, key=lambda one: one[0])]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"neighbours": self._neighbours.state(), "asked": self._asked.state(), "ports": self._ports.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._neighbours.restore(state["neighbours"])
        self._asked.restore(state["asked"])
        self._ports.restore(state["ports"])


def _many_neighbours(crowd: Crowd) -> Learnt:
    _, device, port = crowd.key
    door = "ARP" if port == _ARP else str(port)
    some = Fact("some_of_them", " ".join(sorted(crowd.values)[:_SHOWN]))
    facts = (crowd.count("neighbours"), Fact("port", door), some)
    return crowd.learnt(NAME, str(device), counterpart=f"port {door}", facts=facts)


def _many_ports(crowd: Crowd) -> Learnt:
    _, device, peer = map(str, crowd.key)
    facts = (crowd.count("ports"), Fact("some_of_them", " ".join(sorted(crowd.values, key=int)[:_SHOWN])))
    return crowd.learnt(NAME, device, counterpart=peer, facts=facts)
