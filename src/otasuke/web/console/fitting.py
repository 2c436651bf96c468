"""Alerts of before, as previews and replays show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from otasuke.web.alerts.silencing import Past
from otasuke.web.notify.shown import COLOURS


@dataclass(frozen=True, slots=True)
class Fitting:
    """An alert of a preview. colour: as styles name it."""

    title: str
    colour: str
    at: datetime
    times: int
    things: Sequence[str]
    is_true: bool
    disturbed: bool


def fitting(one: Past, machines: Mapping[str, str]) -> Fitting:
    """As it is shown. machines: what customers call devices, by their codes."""
    about = one.about
    things = [machines.get(about.device, about.device), about.person, about.counterpart]
    return Fitting(
        one.title,
        COLOURS[one.colour],
        one.at,
        one.times,
        [thing for thing in things if thing],
        one.is_true,
        one.disturbed,
    )
