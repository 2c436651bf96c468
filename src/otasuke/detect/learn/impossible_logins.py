"""The same person signs in from two places between which nobody can travel in that time.

With coordinates it is a matter of speed; without them, of two countries within two hours. Coordinates that were looked up
count between countries alone: a mobile network has its addresses all over Japan. Pairs of places that were usual while we
learnt are left alone: a telephone and a VPN are in two places every day.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

import pyarrow as pa

from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, Picture, day_of
from otasuke.detect.learn.places import LOOKED_UP
from otasuke.detect.learn.remembering import Kept, Told
from otasuke.detect.learn.tables import in_order
from otasuke.detect.rule import Level

NAME = "impossible-logins"
_COLUMNS = ("tenant", "user", "address", "country", "latitude", "longitude", "placed_by")
_FASTEST_KMH = 900.0
_SHORTEST_KM = 500.0
"""Addresses are placed roughly: a mobile network is all over Japan."""
_WITHOUT_PLACE_S = 2 * 3600.0
_LONGEST_S = 86400.0
_EARTH_KM = 6371.0


class _Login(NamedTuple):
    tenant: str
    user: str
    address: str
    country: str
    latitude: float | None
    longitude: float | None
    at: float
    is_looked_up: bool = False


class ImpossibleLogins:
    """Finds logins that cannot be of one person. Takes LOGINS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._last: Kept[list[Any]] = Kept()
        self._usual: Kept[bool] = Kept()
        self._told = Told()

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more logins."""
        found = []
        for tenant, user, address, country, latitude, longitude, placed_by, at in in_order(rows, *_COLUMNS):
            north, east = _degrees(latitude), _degrees(longitude)
            login = _Login(tenant, user, address, country or "", north, east, at, placed_by == LOOKED_UP)
            before = self._last.get((tenant, user))
            self._last.put((tenant, user), list(login))
            if before and (one := self._judge(_Login(*before), login)):
                found.append(one)
        return found

    def _judge(self, before: _Login, now: _Login) -> Learnt | None:
        is_learning = self._learning.is_on(now.tenant, now.at)
        if not _is_impossible(before, now):
            return None
        places = sorted((_place(before), _place(now)))
        pair = (now.tenant, now.user, *places)
        if is_learning:
            self._usual.put(pair, True)
        elif self._usual.get(pair):
            return None
        return _learnt(before, now, is_learning=is_learning) if self._told.is_new(pair, now.at) else None

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"last": self._last.state(), "usual": self._usual.state(), "told": self._told.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._last.restore(state["last"])
        self._usual.restore(state["usual"])
        self._told.restore(state["told"])


def _degrees(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if abs(found) <= 180 else None


def _is_impossible(before: _Login, now: _Login) -> bool:
    hours = abs(now.at - before.at) / 3600
    if now.address == before.address or abs(now.at - before.at) > _LONGEST_S:
        return False
    if (before.is_looked_up or now.is_looked_up) and before.country == now.country:
        return False
    distance = _kilometres(before, now)
    if distance is not None:
        return distance > _SHORTEST_KM and distance > _FASTEST_KMH * hours
    differ = bool(before.country and now.country and before.country != now.country)
    return differ and abs(now.at - before.at) < _WITHOUT_PLACE_S


def _kilometres(one: _Login, other: _Login) -> float | None:
    """Along the surface (haversine); None where a place is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(one.longitude - other.longitude) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def _place(login: _Login) -> str:
    return login.country or f"{login.latitude:.0f} {login.longitude:.0f}"


def _learnt(before: _Login, now: _Login, *, is_learning: bool) -> Learnt:
    distance = _kilometres(before, now)
    facts = (
        Fact("first", f"{_place(before)} {before.address} {moment(before.at).isoformat(timespec='seconds')}"),
        Fact("then", f"{_place(now)} {now.address} {moment(now.at).isoformat(timespec='seconds')}"),
        Fact("minutes_between", f"{abs(now.at - before.at) / 60:.0f}"),
        Fact("kilometres", "" if distance is None else f"{distance:.0f}"),
    )
    return Learnt(
        detector=NAME,
        tenant=now.tenant,
        device=now.user,
        counterpart=now.address,
        time=moment(now.at),
        level=Level.HIGH,
        window=day_of(now.at),
        facts=tuple(fact for fact in facts if fact.value),
        picture=Picture("times", tuple((one.at, one.longitude) for one in (before, now) if one.longitude is not None)),
        is_learning=is_learning,
    )
