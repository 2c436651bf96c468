"""Which devices a company of the world has. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from otasuke.web.sensors.policy import Kind
from otasuke.web.world.companies import Invented

_PLACES = ("受付", "事務所", "経理", "社長", "営業", "作業場", "会議室", "倉庫", "二階", "持ち出し用")
_BOXES = (("FortiGate 40F", "fortigate"), ("ヤマハ RTX830", "yamaha"), ("SonicWall TZ270", "sonicwall"))
_FROM_SEATS = 4
"""So many computers and more are behind a box, and share a NAS."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A device, before it is one. is_heard: False for the few that nobody has switched on yet."""

    name: str
    kind: Kind
    brand: str = ""
    is_heard: bool = True


def equipment_of(one: Invented, seed: int) -> Iterator[Thing]:
    """The computers of its seats, and what stands beside them."""
    dice = Random(f"devices/{seed}/{one.number}")
    for number in range(one.seats):
        place, ordinal = _PLACES[number % len(_PLACES)], number // len(_PLACES) + 1
        kind = Kind.MACOS if dice.random() < 0.15 else Kind.WINDOWS
        yield Thing(f"{place}のパソコン" + (f"{ordinal}" if ordinal > 1 else ""), kind, is_heard=dice.random() < 0.96)
    if one.seats >= _FROM_SEATS:
        name, brand = dice.choice(_BOXES)
        yield Thing(name, Kind.UTM, brand)
        yield Thing("共有のNAS", Kind.NAS, dice.choice(("synology", "qnap")))
