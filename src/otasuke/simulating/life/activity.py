"""The shapes of ordinary life: an activity, who does it how often, and what sensors write of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.templates import Template


class On(StrEnum):
    """Where an activity happens, and what its rate is counted for."""

    PC = "pc"
    """On every PC."""
    ANY_PC = "any-pc"
    """Once in the company, each time on another PC."""
    ONE_PC = "one-pc"
    """Once in the company, always on the same PC."""
    SERVER = "server"
    NAS = "nas"
    BOX = "box"
    """At the door to the internet, whatever the company has there; begun by one of its PCs, or by nobody."""


class When(StrEnum):
    """On which days, and at which hours of Japan."""

    WORK = "work"
    MORNING = "morning"
    LUNCH = "lunch"
    EVENING = "evening"
    NIGHT = "night"
    ALWAYS = "always"
    PATCH = "patch"
    """The days after Microsoft's monthly updates."""
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class Trace:
    """What one sensor writes of an event.

    on           the kind of device whose sensor it is; None where the activity happens.
    actor        the program that does it; all events of an activity by the same program are of the same process.
    parent       the program that started it.
    is_audit     written only where the audit policy has processes with their command lines.
    """

    template: Template
    on: Kind | None = None
    actor: str = ""
    parent: str = ""
    is_audit: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens in the course of an activity, and its traces.

    after_s  since the event before; drawn between the two.
    count    so often, drawn between the two.
    """

    traces: tuple[Trace, ...]
    after_s: tuple[float, float]
    count: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that an honest person or program does.

    what      what it is, for those who ask why it was written.
    per_week  how often, on each of `on`, in a week in which it happens at all.
    at        the minute of the day, for what a clock starts; it then happens at most once a day.
    traits    only in companies that have all of them.
    months    only in these; empty: in all.
    picks     slots of which each time one of the values is drawn; all by the same number.
    """

    name: str
    what: str
    on: On
    per_week: float
    when: When
    events: tuple[Event, ...]
    at: int | None = None
    traits: frozenset[str] = frozenset()
    months: frozenset[int] = frozenset()
    least_pcs: int = 1
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
