"""A device sends far more out than it ever did at this hour.

Counted is what it sends to addresses outside, hour by hour. Usual is the most of this hour of the day and the ones next
to it, slowly forgotten; to somebody whom the office never sent much to, half is already too much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_outside
from otasuke.detect.learn.coded import Mask, coded
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, Picture
from otasuke.detect.learn.remembering import Kept, Told
from otasuke.detect.learn.tables import days_of, grouped, micros_of, where
from otasuke.detect.rule import Level

NAME = "unusual-volume"
_HOUR_S = 3600
_FEWEST_BYTES = 500_000_000
_STRANGERS_SHARE = 0.5
_LEAST_BYTES = _FEWEST_BYTES * _STRANGERS_SHARE
_TIMES = 3.0
_KEPT_SHARE = 0.97
"""Of what is usual at an hour, each day: what was once is forgotten within some months."""
_MUCH_BYTES = 10_000_000
"""Somebody who was sent so much within an hour is no stranger any more."""
_MOST_PEERS = 64


@dataclass(slots=True)
class _Device:
    """What a device sends: in this hour, to whom, and how much is usual at each hour of the day (of UTC)."""

    hour: int
    sent: float = 0.0
    peers: dict[str, float] = field(default_factory=dict)
    usual: list[float] = field(default_factory=lambda: [0.0] * 24)

    def turn_to(self, hour: int) -> None:
        """End the hour before."""
        at = self.hour % 24
        self.usual[at] = max(self.sent, self.usual[at] * _KEPT_SHARE)
        self.hour, self.sent, self.peers = hour, 0.0, {}

    def add(self, peer: str, sent: float) -> None:
        """Count what was sent to somebody; of too many, whoever got least is forgotten."""
        self.sent += sent
        self.peers[peer] = self.peers.get(peer, 0.0) + sent
        if len(self.peers) > _MOST_PEERS:
            del self.peers[min(self.peers, key=lambda one: self.peers[one])]

    def most_usual(self) -> float:
        """The most that is usual about this hour."""
        return max(self.usual[(self.hour + near) % 24] for near in (-1, 0, 1))


class UnusualVolume:
    """Finds devices that send unusually much out. Takes CONNECTIONS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._devices: Kept[_Device] = Kept(20_000)
        self._known: Kept[bool] = Kept()
        self._told = Told()

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more connections."""
        rows = rows.filter(_is_sent_out(rows))
        if not len(rows):
            return []
        self._learning.note(days_of(rows))
        return self._add_all(_sums(rows, self._by_hour(rows)))

    def _add_all(self, sums: Iterable[tuple[str, str, str, int, float, float]]) -> list[Learnt]:
        """Count what was sent. Of a tenant's day it was noted whether it is learnt."""
        found, devices = [], self._devices
        for tenant, device, peer, hour, sent, at in sums:
            state = devices.get((tenant, device))
            if state is None:
                state = _Device(hour, sent, {peer: sent})
                devices.put((tenant, device), state)
            else:
                if hour > state.hour:
                    state.turn_to(hour)
                state.add(peer, sent)
            if state.sent >= _MUCH_BYTES:
                learnt = self._weigh(tenant, device, peer, state=state, at=at)
                found += [learnt] if learnt else []
        return found

    def _by_hour(self, rows: pa.Table) -> Mask:
        """Which rows may be summed up by hours, as at their tenants no device can get near to what is unusual or forgets anybody.

        Of the others it counts at which minute something happens.
        """
        tenants, devices = (coded(rows.column(name)) for name in ("tenant", "device"))
        _, firsts, groups = np.unique(grouped([tenants.codes, devices.codes]), return_index=True, return_inverse=True)
        sent = np.bincount(groups, weights=_sent(rows), minlength=len(firsts))
        kinds = np.bincount(_first_rows(groups, coded(rows.column("peer")).codes), minlength=len(firsts))
        states = [
            self._devices.get(key)
            for key in zip(tenants.picked(firsts).listed(), devices.picked(firsts).listed(), strict=True)
        ]
        sent += np.array([0.0 if one is None else one.sent for one in states])
        kinds += np.array([0 if one is None else len(one.peers) for one in states])
        quiet = (sent < _LEAST_BYTES) & (kinds <= _MOST_PEERS)
        loud = np.unique(tenants.codes[firsts][~quiet]) if len(firsts) else firsts
        by_hour: Mask = ~np.isin(tenants.codes, loud)
        return by_hour

    def _weigh(self, tenant: str, device: str, peer: str, *, state: _Device, at: float) -> Learnt | None:
        """Judge a device that sends much."""
        learnt = None
        if state.sent >= _LEAST_BYTES:
            is_learning = self._learning.is_on(tenant, at)
            learnt = self._judge(tenant, device, state, at=at, is_learning=is_learning)
        if state.peers.get(peer, 0.0) >= _MUCH_BYTES:
            self._known.put((tenant, peer), True)
        return learnt

    def _judge(self, tenant: str, device: str, state: _Device, *, at: float, is_learning: bool) -> Learnt | None:
        top = max(state.peers, key=lambda one: state.peers[one])
        is_known = self._known.get((tenant, top)) is not None
        limit = max(_FEWEST_BYTES, _TIMES * state.most_usual()) * (1.0 if is_known else _STRANGERS_SHARE)
        if state.sent < limit or not self._told.is_new((tenant, device), at):
            return None
        return _learnt(tenant, device, top, state=state, at=at, is_known=is_known, is_learning=is_learning)

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        devices = [[key, asdict(one)] for key, one in self._devices.items()]
        return {"devices": devices, "known": self._known.state(), "told": self._told.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._devices.restore((key, _Device(**one)) for key, one in state["devices"])
        self._known.restore(state["known"])
        self._told.restore(state["told"])


def _is_sent_out(rows: pa.Table) -> pa.Array:
    is_out = pc.and_(pa.array(where(rows.column("peer"), is_outside)), pc.invert(rows.column("is_stopped")))
    return pc.and_(is_out, pc.greater(pc.fill_null(rows.column("bytes_out"), 0), 0))


def _sent(rows: pa.Table) -> npt.NDArray[np.float64]:
    sent: npt.NDArray[np.float64] = np.asarray(rows.column("bytes_out"), np.float64)
    return sent


def _first_rows(groups: npt.NDArray[Any], values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The groups, each as often as it has different values."""
    _, firsts = np.unique(grouped([groups, values]), return_index=True)
    first_rows: npt.NDArray[Any] = groups[firsts]
    return first_rows


def _sums(rows: pa.Table, by_hour: Mask) -> list[tuple[Any, ...]]:
    """By tenant, device, peer and minute what was sent out, by time: (tenant, device, peer, hour, bytes, seconds).

    by_hour  rows that are summed up by hours: then the first minute counts.
    """
    columns = [coded(rows.column(name)) for name in ("tenant", "device", "peer")]
    minutes = micros_of(rows) // 60_000_000
    names = grouped([column.ranks for column in reversed(columns)])
    order = np.lexsort((names, minutes))
    names, minutes = names[order], minutes[order]
    _, firsts, groups = np.unique(
        grouped([names, np.where(by_hour[order], minutes // 60 * 60, minutes), by_hour[order]]),
        return_index=True,
        return_inverse=True,
    )
    sent = np.bincount(groups, weights=_sent(rows)[order], minlength=len(firsts))
    by_time = np.argsort(firsts)
    firsts, sent = firsts[by_time], sent[by_time]
    parts = [column.picked(order[firsts]).listed() for column in columns]
    return [
        (tenant, device, peer, minute * 60 // _HOUR_S, sent, minute * 60.0)
        for tenant, device, peer, minute, sent in zip(*parts, minutes[firsts].tolist(), sent.tolist(), strict=True)
    ]


def _learnt(
    tenant: str, device: str, top: str, *, state: _Device, at: float, is_known: bool, is_learning: bool
) -> Learnt:
    facts = (
        Fact("megabytes", f"{state.sent / 1e6:.0f}", usual=f"{state.most_usual() / 1e6:.0f}"),
        Fact("hour", moment(state.hour * _HOUR_S).isoformat(timespec="minutes")),
        Fact("most_to", top, usual="" if is_known else "nobody here sent much there before"),
        Fact("megabytes_to_it", f"{state.peers[top] / 1e6:.0f}"),
    )
    bars = (*((float(hour), sent / 1e6) for hour, sent in enumerate(state.usual)), (24.0, state.sent / 1e6))
    return Learnt(
        detector=NAME,
        tenant=tenant,
        device=device,
        counterpart=top,
        time=moment(at),
        level=Level.HIGH,
        window=str(state.hour),
        facts=facts,
        picture=Picture("bars", bars),
        is_learning=is_learning,
    )
