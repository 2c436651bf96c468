"""Which devices had to do with whom, as a picture. Pure: the template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 6
WIDTH, BOX, HEIGHT, STEP, TOP = 330, 128, 40, 52, 6
_ROOM = 9.0
"""Letters of Japanese in a box; of Latin ones twice as many."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A device and a counterpart. blocked: it was stopped."""

    device: str
    counterpart: str
    blocked: bool
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A device or a counterpart."""

    x: float
    y: float
    name: str
    is_device: bool
    is_grave: bool

    @property
    def middle(self) -> float:
        return self.y + HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The picture. more: how many had no room; the table has them."""

    boxes: tuple[Box, ...]
    ties: tuple[Tie, ...]
    more: int
    height: float
    width: int = WIDTH
    box: int = BOX
    tall: int = HEIGHT


def network(talks: Sequence[Talk]) -> Network | None:
    """The picture; None where no device is named."""
    devices = _named(talks, "device")
    others = _named(talks, "counterpart")
    if not devices:
        return None
    shown = {name: _box(0, place, name, talks) for place, name in enumerate(devices[:MOST])}
    there = {name: _box(WIDTH - BOX, place, name, talks) for place, name in enumerate(others[:MOST])}
    ties: dict[tuple[str, str], Tie] = {}
    for one in talks:
        if one.device in shown and one.counterpart in there:
            a, b = shown[one.device], there[one.counterpart]
            before = ties.get((one.device, one.counterpart))
            blocked = one.blocked and (before is None or before.is_blocked)
            ties[one.device, one.counterpart] = Tie(a.x + BOX, a.middle, b.x, b.middle, blocked)
    rows = max(len(shown), len(there), 1)
    more = max(0, len(devices) - MOST) + max(0, len(others) - MOST)
    return Network((*shown.values(), *there.values()), tuple(ties.values()), more, TOP + rows * STEP)


def _named(talks: Sequence[Talk], side: str) -> list[str]:
    return list(dict.fromkeys(name for one in talks if (name := getattr(one, side))))


def _box(x: float, place: int, name: str, talks: Sequence[Talk]) -> Box:
    is_device = x == 0
    mine = [one for one in talks if (one.device if is_device else one.counterpart) == name]
    return Box(x, TOP + place * STEP, _cut(name), is_device, any(one.is_grave for one in mine))


def _cut(name: str) -> str:
    room, kept = _ROOM, ""
    for sign in name:
        room -= 0.56 if sign.isascii() else 1.0
        if room < 0:
            return f"{kept[:-1]}…"
        kept += sign
    return kept
