"""対応待ち, read for one page: the queue in its groups, and what stands above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.alerts.loose import Loose, last_found, letters, quiet_since
from otasuke.web.customers.models import Customer
from otasuke.web.duty.selectors import on_duty
from otasuke.web.incidents.budget import budgets, by_day
from otasuke.web.incidents.models import Incident, Interruption
from otasuke.web.incidents.policy import Budget, Clock, Group, clock, group_at
from otasuke.web.incidents.queue import (
    CLASSES,
    Counts,
    Together,
    Wanted,
    campaigns,
    counts,
    detections,
    last_closed,
    next_due,
    queue_page,
    reached,
)
from otasuke.web.incidents.states import State
from otasuke.web.sensors.models import Device

MOST_LETTERS = 20
_SILENT = timedelta(minutes=10)
_PROMISED = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """An incident in the queue. colour: as the style sheet calls it."""

    incident: Incident
    colour: str
    clock: Clock
    thing: str
    detections: int


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """An attack on several companies, handled once."""

    together: Together
    colour: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the queue."""

    group: Group
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Used:
    """The budget of somebody of the staff."""

    person: UUID
    name: str
    budget: Budget


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nobody was disturbed, and how often; x, width: of its part of a bar of 100."""

    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Spark:
    """A line in a box of 200 by 40. target: the height of what was promised."""

    points: str
    x: float
    y: float
    target: float


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above the queue. since: from when what was quiet is counted."""

    used: Sequence[Used]
    due: Sequence[Row]
    since: datetime
    detections: int
    incidents: int
    interruptions: int
    quiet: Sequence[Reason]
    per_company: float
    week: Spark


@dataclass(frozen=True, slots=True)
class QueueShown:
    """The page. heard: when a device was heard last; is_silent: that is too long ago."""

    parts: Sequence[Part]
    together: Sequence[CampaignRow]
    letters: Sequence[Loose]
    counts: Counts
    companies: int
    onward: str
    above: Above | None
    mark: str
    heard: datetime | None
    is_silent: bool
    last: datetime | None

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.together)


def open_queue(wish: Wanted, me: Person, *, now: datetime, mark: str) -> QueueShown:
    """Read it; a scope over all is open. What stands around it is read for the first page alone."""
    found = queue_page(wish, me=me.id)
    is_first, is_whole = not wish.after, wish.is_all and not wish.after
    rows = _rows(found.incidents, now=now)
    loose = letters(MOST_LETTERS) if is_whole else ()
    heard = Device.objects.aggregate(at=Max("last_seen"))["at"]
    together = campaigns(wish, me=me.id) if is_first and not wish.campaign else ()
    companies = Customer.objects.filter(withdrawn_at=None).count()
    return QueueShown(
        parts=_parts(rows),
        together=[
            CampaignRow(one, CLASSES[one.sample.level], clock_of(one.sample, one.first, now, is_reached=one.is_reached))
            for one in together
        ],
        letters=loose,
        counts=counts(me=me.id),
        companies=companies,
        onward=wish.onward(found.onward) if found.onward else "",
        above=_above(me, companies, now=now) if is_whole else None,
        mark=mark,
        heard=heard,
        is_silent=heard is not None and now - heard > _SILENT,
        last=max(filter(None, (last_found(), last_closed())), default=None) if not rows else None,
    )


def row_of(incident: Incident, *, now: datetime) -> Row:
    """An incident as a row of the queue."""
    return _rows([incident], now=now)[0]


def _rows(incidents: Sequence[Incident], *, now: datetime) -> list[Row]:
    times, known = detections(incidents), reached(incidents)
    return [
        Row(
            one,
            CLASSES[one.level],
            clock_of(one, one.opened_at, now, is_reached=one.id in known),
            thing_of(one),
            times.get(one.id, 0),
        )
        for one in incidents
    ]


def thing_of(incident: Incident) -> str:
    """The device or person that it is about, as the customer calls it."""
    lead = incident.lead
    name = lead.machine.name if lead.machine else lead.device
    return "　".join(one for one in (name, lead.person) if one)


def clock_of(incident: Incident, opened_at: datetime, now: datetime, *, is_reached: bool = False) -> Clock:
    """What runs out next of an incident."""
    taken = incident.assigned_to_id is not None
    state = State(incident.state)
    return clock(incident.level, state, is_taken=taken, opened_at=opened_at, now=now, is_reached=is_reached)


def _parts(rows: Sequence[Row]) -> list[Part]:
    groups: dict[Group, list[Row]] = {}
    for row in rows:
        groups.setdefault(group_at(row.incident.place), []).append(row)  # type: ignore[attr-defined]  # annotated
    return [Part(group, found) for group in Group if (found := groups.get(group))]


def _above(me: Person, companies: int, *, now: datetime) -> Above:
    since = _evening_before(now)
    quiet, week = quiet_since(since), by_day(now)
    return Above(
        used=_used(me, now=now),
        due=_rows(next_due(), now=now),
        since=since,
        detections=quiet.detections,
        incidents=Incident.objects.filter(opened_at__gte=since, is_drill=False).count(),
        interruptions=Interruption.objects.filter(at__gte=since).count(),
        quiet=_reasons(quiet.by),
        per_company=sum(week) / companies if companies else 0.0,
        week=_spark([7 * one / companies if companies else 0.0 for one in week]),
    )


def _reasons(by: Mapping[str, int]) -> list[Reason]:
    ordered = sorted(by.items(), key=lambda one: -one[1])
    total, x, found = sum(by.values()), 0.0, []
    for name, count in ordered:
        width = 100 * count / total
        found.append(Reason(name, count, round(x, 2), round(max(0.5, width - 0.6), 2)))
        x += width
    return found


def _spark(values: Sequence[float]) -> Spark:
    top = max(*values, _PROMISED) * 1.15
    points = [
        (round(4 + 186 * number / (len(values) - 1), 1), round(36 - 32 * one / top, 1))
        for number, one in enumerate(values)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in points), *points[-1], round(36 - 32 * _PROMISED / top, 1))


def _used(me: Person, *, now: datetime) -> list[Used]:
    """Those who are on duty, and whoever looks."""
    names = {one.person: one.name for one in on_duty(now)} | {me.id: me.name}
    used = budgets(names, at=now)
    return [Used(person, name, used[person]) for person, name in names.items()]


def _evening_before(now: datetime) -> datetime:
    here = timezone.localtime(now)
    return (here - timedelta(days=1)).replace(hour=17, minute=0, second=0, microsecond=0)
