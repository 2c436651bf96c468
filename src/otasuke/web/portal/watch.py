"""How a company's devices are, taken together: which of them the owner has to look at, if any. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from otasuke.web.sensors.policy import State

LEARNS_FOR_DAYS = 14
"""So long the usual is learnt, from the day on which the first device was heard."""
FRESH = timedelta(minutes=10)
"""What was heard longer ago says nothing of now."""


class Mood(StrEnum):
    """What the first sentence says. What an owner should look into comes before what is well.

    UNHEARD: nothing is odd, but nothing was heard for a while either, as when all computers are switched off.
    """

    NOTHING = "nothing"
    SILENT = "silent"
    LEARNING = "learning"
    UNHEARD = "unheard"
    CONNECTED = "connected"
    JOINING = "joining"


@dataclass(frozen=True, slots=True)
class Seen:
    """A device at a moment. since: when it was heard last (CONNECTED, SILENT), or could have begun (WAITING)."""

    id: str
    name: str
    kind: str
    state: State
    since: datetime | None
    first_seen: date | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """All of them. silent: who was heard longest ago stands first. heard: when anything was heard last; is_fresh: a moment ago."""

    mood: Mood
    devices: Sequence[Seen]
    connected: Sequence[Seen] = ()
    silent: Sequence[Seen] = ()
    joining: Sequence[Seen] = ()
    heard: datetime | None = None
    is_fresh: bool = False
    days_to_learn: int = 0

    @property
    def only(self) -> Seen | None:
        """The one that the first sentence names, if it is about a single one."""
        about = self.silent or self.connected
        return about[0] if len(about) == 1 else None


def watch(devices: Sequence[Seen], *, today: date, now: datetime) -> Watch:
    """What to say of them."""
    connected = [one for one in devices if one.state is State.CONNECTED]
    silent = sorted((one for one in devices if one.state is State.SILENT), key=_since)
    joining = [one for one in devices if one.state in {State.NEW, State.WAITING}]
    heard = max((one.since for one in (*connected, *silent) if one.since), default=None)
    is_fresh = heard is not None and now - heard <= FRESH
    days = _days_to_learn(devices, today)
    return Watch(
        _mood(connected, silent, joining, days=days, is_fresh=is_fresh),
        devices,
        connected,
        silent,
        joining,
        heard=heard,
        is_fresh=is_fresh,
        days_to_learn=days,
    )


def _mood(
    connected: Sequence[Seen], silent: Sequence[Seen], joining: Sequence[Seen], *, days: int, is_fresh: bool
) -> Mood:
    if silent:
        return Mood.SILENT
    if connected:
        return Mood.LEARNING if days else Mood.CONNECTED if is_fresh else Mood.UNHEARD
    return Mood.JOINING if joining else Mood.NOTHING


def _days_to_learn(devices: Sequence[Seen], today: date) -> int:
    first = min((one.first_seen for one in devices if one.first_seen), default=None)
    return max(0, LEARNS_FOR_DAYS - (today - first).days) if first else 0


def _since(one: Seen) -> datetime:
    assert one.since is not None  # what is silent was heard once
    return one.since
