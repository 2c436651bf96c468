"""これまでのこと. What was stopped and what was told, in words: the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from otasuke.web.alerts import book
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.naming import Devices, devices_of
from otasuke.web.flows.telling import KIND
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Message
from otasuke.web.portal.matters import CSS
from otasuke.web.portal.replies import Reply, reply_in

_MOST_STOPPED = 500
"""So many are read for a page; how many there were is counted in the database."""


@dataclass(frozen=True, slots=True)
class Past:
    """Something that is over, or was told. times: how often it was stopped; message: the one that tells of it."""

    at: datetime
    colour: str
    title: str
    device: str = ""
    times: int = 0
    message: Message | None = None

    @property
    def reply(self) -> Reply | None:
        """What was answered to it."""
        return reply_in(self.message)


def month_begin(now: datetime) -> datetime:
    """Midnight of the first, where the reader is."""
    return timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def how_many_stopped(customer: UUID, *, since: datetime) -> int:
    """Each thing once, however often it was tried."""
    return Alert.objects.filter(customer=customer, happening__blocked=True, last_seen__gte=since).count()


def past(customer: UUID, *, since: datetime, most: int, over: bool = False) -> Sequence[Past]:
    """What was stopped (the same on one day is one line) and told since then, the newest first. over: nothing that goes on."""
    told = _told(customer, since, over=over)
    found = sorted([*_stopped(customer, since), *told], key=lambda one: one.at, reverse=True)
    return found[:most]


def _stopped(customer: UUID, since: datetime) -> Iterator[Past]:
    stopped = Alert.objects.filter(customer=customer, colour="緑", last_seen__gte=since).select_related("machine")
    devices = devices_of(customer)
    for _same, alerts in groupby(sorted(stopped.order_by("-last_seen")[:_MOST_STOPPED], key=_same_thing), _same_thing):
        several = list(alerts)
        yield _line(max(several, key=lambda one: one.last_seen), len(several), devices)


def _same_thing(alert: Alert) -> tuple[str, str, str]:
    where = alert.machine.code if alert.machine else alert.device
    return alert.rule_id, where, str(timezone.localdate(alert.last_seen))


def _line(alert: Alert, times: int, devices: Devices) -> Past:
    said = book.advice(devices.happening(alert), "en" if get_language() == "en" else "ja")
    return Past(alert.last_seen, CSS["緑"], said.title, alert.machine.name if alert.machine else "", times)


def _told(customer: UUID, since: datetime, *, over: bool) -> Iterator[Past]:
    merged = Incident.objects.filter(customer=customer, state=State.MERGED.value).values("id")
    messages = Message.objects.filter(customer=customer, about_kind=KIND, made_at__gte=since, is_drill=False)
    for one in messages.exclude(about_id__in=merged).order_by("-made_at"):
        if over and one.closed_at is None:
            continue
        yield Past(one.made_at, CSS[one.colour], one.in_language(get_language() or "ja").title, message=one)
