"""Beaconing: a device reports to somebody outside again and again, as a program does that waits for orders.

Programs beat more evenly than people. From the times between contacts their median is taken, and how many of them are
near it (jitter of up to half is usual among attackers' tools) or near twice or three times it (missed beats). What
many devices or several tenants talk to, what was talked to while we learnt, and what moves much is left alone.
False alarms: on the benign simulation, see docs/how/learnt.md.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias

import pyarrow as pa

from otasuke.detect.learn.addresses import is_outside
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt, Picture
from otasuke.detect.rule import Level

NAME = "beaconing"
_Key: TypeAlias = tuple[str, str, str, int]
_MOST_KEPT = 40
_FEWEST_BEATS = 12
_SHORTEST = timedelta(minutes=30)
_CLOSER_IS_ONE_S = 2.0
_SLOWEST_S = 6 * 3600.0
_NEAR = 0.35
_MISSED_BEATS = 3
_SHARE = 0.85
_MOST_DEVICES = 2
_MOST_TENANTS = 2
_MOST_BYTES = 50_000
"""Of a beat: reports are small."""
_MOST_PEERS = 200_000


@dataclass(slots=True)
class _Peer:
    """Who talks to somebody outside. usual: for whom this was so while we learnt."""

    devices: set[tuple[str, str]] = field(default_factory=set)
    usual: set[str] = field(default_factory=set)

    def is_common(self, tenant: str) -> bool:
        tenants = {one for one, _ in self.devices}
        own = sum(one == tenant for one, _ in self.devices)
        return tenant in self.usual or len(tenants) > _MOST_TENANTS or own > _MOST_DEVICES


class Beaconing:
    """Finds devices that report outside at even times. Takes rows of CONNECTIONS, in about the order of their times."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._peers: OrderedDict[str, _Peer] = OrderedDict()
        self._beats: OrderedDict[_Key, list[float]] = OrderedDict()
        self._told: dict[_Key, float] = {}

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more connections."""
        found = []
        for row in rows.to_pylist():
            if is_outside(row["peer"]) and (row["bytes_out"] or 0) + (row["bytes_in"] or 0) <= _MOST_BYTES:
                learnt = self._add((row["tenant"], row["device"], row["peer"], row["port"] or 0), row["time"])
                found += [learnt] if learnt else []
        return found

    def _add(self, key: _Key, time: datetime) -> Learnt | None:
        tenant, device, name, _ = key
        is_learning = self._learning.is_on(tenant, time)
        peer = self._peer(name)
        peer.devices.add((tenant, device))
        beats = self._beats_of(key)
        if not _is_new(beats, time.timestamp()):
            return None
        if is_learning and len(beats) >= _FEWEST_BEATS:
            peer.usual.add(tenant)
        if peer.is_common(tenant) or not _is_even(beats) or self._was_told(key, time):
            return None
        return _learnt(key, beats, time, is_learning=is_learning)

    def _peer(self, name: str) -> _Peer:
        peer = self._peers.setdefault(name, _Peer())
        self._peers.move_to_end(name)
        if len(self._peers) > _MOST_PEERS:
            self._peers.popitem(last=False)
        return peer

    def _beats_of(self, key: _Key) -> list[float]:
        beats = self._beats.setdefault(key, [])
        self._beats.move_to_end(key)
        if len(self._beats) > _MOST_PEERS:
            self._told.pop(self._beats.popitem(last=False)[0], None)
        return beats

    def _was_told(self, key: _Key, time: datetime) -> bool:
        """Whether it was told within a day; else it is from now on."""
        at = time.timestamp()
        if at - self._told.get(key, -1e18) < timedelta(days=1).total_seconds():
            return True
        self._told[key] = at
        return False

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        peers = {name: [sorted(one.devices), sorted(one.usual)] for name, one in self._peers.items()}
        return {"peers": peers, "beats": list(self._beats.items()), "told": list(self._told.items())}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._peers = OrderedDict(
            (name, _Peer({(one, device) for one, device in devices}, set(usual)))
            for name, (devices, usual) in state["peers"].items()
        )
        self._beats = OrderedDict((_key(key), list(beats)) for key, beats in state["beats"])
        self._told = {_key(key): at for key, at in state["told"]}


def _key(parts: Any) -> _Key:
    tenant, device, peer, port = parts
    return tenant, device, peer, port


def _is_new(beats: list[float], at: float) -> bool:
    """Note a contact, unless it belongs to the one before, or is older."""
    if beats and at - beats[-1] < _CLOSER_IS_ONE_S:
        return False
    beats.append(at)
    del beats[:-_MOST_KEPT]
    return True


def _is_even(beats: list[float]) -> bool:
    if len(beats) <= _FEWEST_BEATS or beats[-1] - beats[0] < _SHORTEST.total_seconds():
        return False
    gaps = [after - before for before, after in pairwise(beats)]
    usual = median(gaps)
    near = sum(any(abs(gap - usual * n) <= _NEAR * usual for n in range(1, _MISSED_BEATS + 1)) for gap in gaps)
    return usual <= _SLOWEST_S and near >= _SHARE * len(gaps)


def _learnt(key: _Key, beats: list[float], time: datetime, *, is_learning: bool) -> Learnt:
    tenant, device, peer, port = key
    gaps = [after - before for before, after in pairwise(beats)]
    facts = (
        Fact("times", str(len(beats))),
        Fact("since", datetime.fromtimestamp(beats[0], UTC).isoformat(timespec="seconds")),
        Fact("median_gap_s", f"{median(gaps):.0f}"),
        Fact("shortest_gap_s", f"{min(gaps):.0f}"),
        Fact("longest_gap_s", f"{max(gaps):.0f}"),
        Fact("port", str(port)),
    )
    return Learnt(
        detector=NAME,
        tenant=tenant,
        device=device,
        counterpart=peer,
        time=time,
        level=Level.MEDIUM,
        window=time.astimezone(UTC).date().isoformat(),
        facts=facts,
        picture=Picture("times", tuple((after, after - before) for before, after in pairwise(beats))),
        is_learning=is_learning,
    )
