"""Beaconing: a device reports to somebody outside again and again, as a program does that waits for orders.

Programs beat more evenly than people. From the times between contacts their median is taken, and how many of them are
near it (jitter of up to half is usual among attackers' tools) or near twice or three times it (missed beats). A contact is
a connection or, because many tools keep one open, a request in it that no page led to. Requests to a bare number
instead of a name, very evenly, are told after some minutes; everything else after half an hour.
A device that was never there before, and talks to nobody else than one server, very evenly, is told after its sixth contact, and
as something grave: also while the tenant is still learnt, if that has gone on for some days.
Left alone: what more than two devices of the office or many tenants talk to, what was even while we learnt, what moves
much, and clocks (NTP).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_outside
from otasuke.detect.learn.coded import coded, everywhere, first_of
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, Picture, day_of
from otasuke.detect.learn.remembering import Kept, Key, Told
from otasuke.detect.learn.tables import days_of, distinct, series, where
from otasuke.detect.rule import Level

NAME = "beaconing"
_MOST_KEPT = 40
_KEPT_WHEN_FAST = 20
_QUICK_BEATS = 20
_QUICK_NEAR = 0.15
_QUICK_SHARE = 0.9
_FRESH_BEATS = 6
_FRESH_FOR_S = 3600.0
_FRESH_SLOWER_THAN_S = 20.0
"""A page is fetched faster."""
_FRESH_AFTER_DAYS = 3
"""What comes within the first days was there before we were."""
_SEVERAL = ""
_FEWEST_BEATS = 12
_SHORTEST_S = 1800.0
_CLOSER_IS_ONE_S = 2.0
_SLOWEST_S = 6 * 3600.0
_NEAR = 0.35
_MISSED_BEATS = 3
_SHARE = 0.85
_MOST_DEVICES = 2
_MOST_TENANTS = 128
_SHARE_OF_TENANTS = 0.02
"""A server of attackers meets a few of thousands of tenants; what more of them talk to is a service."""
_MOST_BYTES = 50_000
"""Of a beat: reports are small."""
_CLOCK = 123


_KEY = ("tenant", "device", "peer", "port", "asked")


_Contact: TypeAlias = tuple[int, Key, float | None]
"""A device reports: its place among all contacts, by time; who; and when, None if it is noted and nothing is to be judged."""


class Beaconing:
    """Finds devices that report outside at even times. Takes CONNECTIONS, in about the order of their times."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._all: Sequence[Beaconing] = (self,)
        self._callers: Kept[dict[str, list[str]]] = Kept()  # by peer: the tenants, and at most three devices of each
        self._usual: Kept[bool] = Kept()
        self._beats: Kept[list[float]] = Kept()
        self._runs: Kept[list[float]] = Kept()  # of those that beat fast: since when they do evenly, and how often
        self._told = Told()
        self._met: Kept[list[Any]] = Kept()  # by device: when it came, and whom alone it has talked to

    def stand_beside(self, others: Sequence[Beaconing]) -> None:
        """From now on what tenants of others talk to counts too. others: this one among them; each has tenants of its own."""
        self._all = others

    @property
    def tenants(self) -> int:
        """How many it has met."""
        return self._learning.tenants

    def callers_of(self, peer: str) -> int:
        """How many tenants talk to the peer; of very many not all are counted."""
        return len(self._callers.get((peer,)) or ())

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more connections."""
        self._learning.note(days_of(rows))
        self._meet(rows)
        rows = _keyed(rows.filter(_is_small(rows)))
        contacts: list[_Contact] = []
        for key, times in series(rows, *_KEY):
            contacts += self._to_look_at(key, times)
        contacts.sort(key=itemgetter(0))
        return [found for _, key, at in contacts if (found := self._look_at(key, at)) is not None]

    def _to_look_at(self, key: Key, times: Sequence[tuple[float, int]]) -> Sequence[_Contact]:
        """The contacts of a device with a peer; of those that cannot be even yet they are noted, and only the first is left."""
        beats = self._beats_of(key)
        if len(beats) + len(times) > _FEWEST_BEATS:
            since = beats[0] if beats else times[0][0]
            is_short = times[-1][0] - since < _SHORTEST_S and len(beats) + len(times) < _MOST_KEPT
            if not is_short or _is_number(str(key[4])):
                return [(place, key, at) for at, place in times]
        elif len(beats) + len(times) >= _FRESH_BEATS and self._is_fresh(key, times[0][0]):
            return [(place, key, at) for at, place in times]
        left = iter(times)
        for at, place in left:
            if _is_new(beats, at):
                for later, _ in left:
                    _is_new(beats, later)
                return ((place, key, None),)
        return ()

    def _look_at(self, key: Key, at: float | None) -> Learnt | None:
        if at is None:
            self._devices_calling(*key[:3])
            return None
        beats = self._beats_of(key)
        return self._judge(key, beats, at) if _is_new(beats, at) else None

    def _judge(self, key: Key, beats: list[float], at: float) -> Learnt | None:
        tenant, device, peer, *_ = map(str, key)
        is_learning = self._learning.is_on(tenant, at)
        devices = self._devices_calling(tenant, device, peer)
        run = None if devices > _MOST_DEVICES else self._run(key, beats)
        if run is None or self._is_common(peer):
            return None
        is_fresh = self._is_fresh(key, at)
        if is_learning and not is_fresh:
            self._usual.put((tenant, peer), True)
        elif self._usual.get((tenant, peer)):
            return None
        if not self._told.is_new(key[:4], at):
            return None
        level = Level.HIGH if is_fresh else Level.MEDIUM
        return _learnt(key, beats, run=run, level=level, is_learning=is_learning and not is_fresh)

    def _run(self, key: Key, beats: list[float]) -> tuple[float, int] | None:
        """Since when the device reports evenly, and how often it did; None if it does not, or not for long enough."""
        if self._is_fresh(key, beats[-1]) and _is_as_a_clock(beats):
            return beats[0], len(beats)
        if len(beats) <= _FEWEST_BEATS:
            return None
        if beats[-1] - beats[0] >= _SHORTEST_S:
            return (beats[0], len(beats)) if _is_even(beats) else None
        if _is_number(str(key[4])) and _is_very_even(beats):
            return beats[0], len(beats)
        return self._fast_run(key, beats) if len(beats) >= _MOST_KEPT else None

    def _fast_run(self, key: Key, beats: list[float]) -> tuple[float, int] | None:
        """So many beats do not last for half an hour: they are looked at part by part."""
        since, times = self._runs.get(key) or [beats[0], _KEPT_WHEN_FAST]
        run = [since, times + len(beats) - _KEPT_WHEN_FAST] if _is_even(beats) else []
        self._runs.put(key, run)
        del beats[:-_KEPT_WHEN_FAST]
        return (since, int(run[1])) if run and beats[-1] - since >= _SHORTEST_S else None

    def _meet(self, rows: pa.Table) -> None:
        """Note which devices there are, and whether each talks to one alone."""
        outside = rows.filter(pa.array(where(rows.column("peer"), is_outside)))
        for tenant, device, peer, at in distinct(outside, "tenant", "device", "peer"):
            known = self._met.get((tenant, device))
            if known is None:
                since = at if self._learning.has_seen(_FRESH_AFTER_DAYS, str(tenant), at) else at - _FRESH_FOR_S
                self._met.put((tenant, device), [since, peer])
            elif known[1] != peer:
                known[1] = _SEVERAL

    def _is_fresh(self, key: Key, at: float) -> bool:
        """Whether the device has just come, and has talked to nobody else."""
        since, peer = self._met.get(key[:2]) or (0.0, _SEVERAL)
        return bool(peer == key[2] and at - since < _FRESH_FOR_S)

    def _devices_calling(self, tenant: Any, device: Any, peer: Any) -> int:
        """Note that this device talks to the peer; how many of the office do, one more than is usual at the most."""
        callers = self._callers.get((peer,))
        if callers is None:
            callers = {}
            self._callers.put((peer,), callers)
        devices = callers.get(tenant)
        if devices is None:
            devices = []
            if len(callers) <= _MOST_TENANTS:
                callers[tenant] = devices
        if device not in devices and len(devices) <= _MOST_DEVICES:
            devices.append(device)
        return len(devices)

    def _is_common(self, peer: str) -> bool:
        """Whether many tenants talk to the peer."""
        tenants = sum(one.tenants for one in self._all)
        callers = sum(one.callers_of(peer) for one in self._all)
        return callers > min(_MOST_TENANTS, max(2, int(tenants * _SHARE_OF_TENANTS)))

    def _beats_of(self, key: Key) -> list[float]:
        beats = self._beats.get(key)
        if beats is None:
            beats = []
            self._beats.put(key, beats)
        return beats

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {
            "callers": self._callers.state(),
            "usual": self._usual.state(),
            "beats": self._beats.state(),
            "runs": self._runs.state(),
            "told": self._told.state(),
            "met": self._met.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._callers.restore(state["callers"])
        self._usual.restore(state["usual"])
        self._beats.restore(state["beats"])
        self._runs.restore(state.get("runs", ()))  # what was saved on 2026-11-23 may have none
        self._told.restore(state["told"])
        self._met.restore(state.get("met", ()))  # what was saved before 2026-11-25 has none


def _is_small(rows: pa.Table) -> pa.Array:
    """Connections that came about, with somebody outside, of little volume."""
    size = pc.add(pc.fill_null(rows.column("bytes_out"), 0), pc.fill_null(rows.column("bytes_in"), 0))
    is_small = pc.and_(pc.less_equal(size, _MOST_BYTES), pc.invert(rows.column("is_stopped")))
    is_clock = pc.fill_null(pc.equal(rows.column("port"), _CLOCK), False)
    return pc.and_(pc.and_not(is_small, is_clock), pa.array(where(rows.column("peer"), is_outside)))


def _keyed(rows: pa.Table) -> pa.Table:
    """The rows with 0 and "" in the columns of the key where there is nothing."""
    asked = first_of(coded(rows.column("asked")), everywhere("", len(rows))).array()
    rows = rows.set_column(rows.column_names.index("asked"), "asked", asked)
    return rows.set_column(rows.column_names.index("port"), "port", pc.fill_null(rows.column("port"), 0))


def _is_new(beats: list[float], at: float) -> bool:
    """Note a contact, unless it belongs to the one before, or is older."""
    if beats and at - beats[-1] < _CLOSER_IS_ONE_S:
        return False
    beats.append(at)
    if len(beats) > _MOST_KEPT:
        del beats[0]
    return True


def _is_even(beats: list[float]) -> bool:
    gaps = _gaps(beats)
    usual = median(gaps)
    near = sum(any(abs(gap - usual * n) <= _NEAR * usual for n in range(1, _MISSED_BEATS + 1)) for gap in gaps)
    return usual <= _SLOWEST_S and near >= _SHARE * len(gaps)


def _is_very_even(beats: list[float]) -> bool:
    gaps = _gaps(beats)
    usual = median(gaps)
    near = sum(abs(gap - usual) <= _QUICK_NEAR * usual for gap in gaps)
    return len(beats) >= _QUICK_BEATS and near >= _QUICK_SHARE * len(gaps)


def _is_as_a_clock(beats: list[float]) -> bool:
    """Whether all of them are even, and not those of a page that is fetched."""
    gaps = _gaps(beats)
    if len(beats) < _FRESH_BEATS or median(gaps) < _FRESH_SLOWER_THAN_S:
        return False
    return all(abs(gap - median(gaps)) <= _QUICK_NEAR * median(gaps) for gap in gaps)


def _is_number(host: str) -> bool:
    """Whether a program asked for an address instead of a name."""
    return host.replace(".", "").isdigit() or host.startswith("[")


def _gaps(beats: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(beats)]


def _learnt(key: Key, beats: list[float], *, run: tuple[float, int], level: Level, is_learning: bool) -> Learnt:
    tenant, device, peer, port, asked = map(str, key)
    since, times = run
    gaps = _gaps(beats)
    facts = (
        Fact("times", str(times)),
        Fact("since", moment(since).isoformat(timespec="seconds")),
        Fact("median_gap_s", f"{median(gaps):.0f}"),
        Fact("shortest_gap_s", f"{min(gaps):.0f}"),
        Fact("longest_gap_s", f"{max(gaps):.0f}"),
        Fact("port", port),
        *((Fact("asked", asked),) if asked else ()),
    )
    return Learnt(
        detector=NAME,
        tenant=tenant,
        device=device,
        counterpart=peer,
        time=moment(beats[-1]),
        level=level,
        window=day_of(beats[-1]),
        facts=facts,
        picture=Picture("times", tuple((after, after - before) for before, after in pairwise(beats))),
        is_learning=is_learning,
    )
