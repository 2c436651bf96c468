"""A device that was never seen on the office's network.

A device is its hardware address. Phones make one up for each network and change it now and then: those are known by
the name they give, and without a name they are told about once a day. A sensor that sees no hardware addresses tells
of the first phone of a kind, from user agents.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from otasuke.detect.learn.addresses import is_inside, is_randomised, mac_of
from otasuke.detect.learn.coded import Mask
from otasuke.detect.learn.kinds import UNKNOWN, is_phone, kind_of
from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, day_of
from otasuke.detect.learn.remembering import Kept, Key, Told
from otasuke.detect.learn.tables import days_of, distinct, filled, where
from otasuke.detect.rule import Level

NAME = "new-device"
_WORDS = ("mac", "address", "hostname", "vendor", "agent", "habit", "seen_by")


class _Seen(NamedTuple):
    tenant: str
    mac: str
    address: str
    hostname: str
    vendor: str
    agent: str
    habit: str
    seen_by: str
    at: float

    @property
    def kind(self) -> str:
        said = kind_of(self.hostname, self.vendor, self.agent)
        return self.habit if said == UNKNOWN and self.habit else said


class NewDevice:
    """Tells of devices that were not there before. Takes SIGHTINGS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._known: Kept[bool] = Kept()
        self._nameless = Told()

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more sightings."""
        self._learning.note(days_of(rows))
        found = []
        for parts in distinct(filled(rows.filter(pa.array(_says_who(rows))), *_WORDS), "tenant", *_WORDS):
            seen = _Seen(*parts)
            seen = seen._replace(mac=mac_of(seen.mac), hostname=seen.hostname.strip().lower())
            is_learning = self._learning.is_on(seen.tenant, seen.at)
            if self._is_new(seen):
                found.append(_learnt(seen, is_learning=is_learning))
        return found

    def _is_new(self, seen: _Seen) -> bool:
        known_by, others = _keys(seen)
        is_new = bool(known_by) and not any(self._known.get(key) for key in known_by)
        for key in (*known_by, *others):
            self._known.put(key, True)
        if is_new and seen.mac and is_randomised(seen.mac) and not seen.hostname:
            return self._nameless.is_new((seen.tenant,), seen.at)
        return is_new

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"known": self._known.state(), "nameless": self._nameless.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._known.restore(state["known"])
        self._nameless.restore(state["nameless"])


def _says_who(rows: pa.Table) -> Mask:
    """Which rows have something by which a device is known: nearly none of those that show a program."""
    by_kind = [where(rows.column(name), lambda text: is_phone(kind_of(text))) for name in ("vendor", "agent")]
    named = [where(rows.column(name), bool) for name in ("mac", "hostname", "habit")]
    found: Mask = np.any([*by_kind, *named], axis=0)
    return found


def _keys(seen: _Seen) -> tuple[list[Key], list[Key]]:
    """By what the device is known; and by what it would be known to a sensor that sees less of it."""
    mac: list[Key] = [(seen.tenant, "mac", seen.mac)] if seen.mac else []
    name: list[Key] = [(seen.tenant, "name", seen.hostname)] if seen.hostname else []
    kind: list[Key] = [(seen.tenant, "kind", seen.kind)] if is_phone(seen.kind) else []
    if seen.mac:
        return (mac + name, kind) if is_randomised(seen.mac) else (mac, name + kind)
    if seen.hostname:
        return name, kind
    return (kind if is_inside(seen.address) else []), []


def _learnt(seen: _Seen, *, is_learning: bool) -> Learnt:
    facts = [
        Fact("kind", seen.kind),
        Fact("address", seen.address),
        Fact("mac", seen.mac),
        Fact("mac_is_randomised", "yes" if seen.mac and is_randomised(seen.mac) else "no"),
        Fact("hostname", seen.hostname),
        Fact("vendor", seen.vendor),
        Fact("seen_by", seen.seen_by),
    ]
    return Learnt(
        detector=NAME,
        tenant=seen.tenant,
        device=seen.hostname or seen.mac or seen.address,
        counterpart="",
        time=moment(seen.at),
        level=Level.LOW,
        window=f"{day_of(seen.at)} {seen.mac}",
        facts=tuple(fact for fact in facts if fact.value),
        is_learning=is_learning,
    )
