"""事案, read for one page: what happened, what is still open, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from otasuke.advice.advise import Advice
from otasuke.advice.colour import Colour
from otasuke.web.alerts import book
from otasuke.web.alerts.models import Alert, Sighting
from otasuke.web.alerts.naming import Devices, devices_of
from otasuke.web.incidents.models import Change, Entry, Incident, Task
from otasuke.web.incidents.network import Network, Talk, network
from otasuke.web.incidents.picture import Moment, Timeline
from otasuke.web.incidents.picture import timeline as drawn
from otasuke.web.incidents.policy import Clock, clock
from otasuke.web.incidents.queue import CLASSES, reached
from otasuke.web.incidents.selectors import timeline
from otasuke.web.incidents.similar import Similar, similar_to
from otasuke.web.incidents.states import NEXT, OPEN, State
from otasuke.web.incidents.tree import Program, Seen, programs
from otasuke.web.incidents.weighing import alerts_of
from otasuke.web.ui.sentences import from_data
from otasuke.web.ui.telling import told

MOST_EVIDENCE, MOST_SIGHTINGS = 30, 200
_TELLING = 6
_OURS = frozenset({"state", "assigned", "severity", "merged", "split", "task", "action", "note", "undone", "campaign"})
_THEIRS = frozenset({"told", "answered"})
_LINE = (State.NEW, State.LOOKING, State.WAITING, State.ACTING, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An alert of it. number: as the story names it; words: what happened; thing: to which device and person."""

    number: int
    alert: Alert
    words: str
    device: str
    thing: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the story. number: of its evidence; 0: none; is_new: since he looked last."""

    entry: Entry
    words: str
    by: str
    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A state on its way. at: when it was reached last; None: not yet."""

    state: State
    at: datetime | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """The page. more: alerts that are not listed; likely: what stays unknown; others: open incidents of the company."""

    incident: Incident
    colour: str
    clock: Clock
    thing: str
    advice: Advice
    steps: Sequence[Step]
    next: Sequence[State]
    evidence: Sequence[Evidence]
    telling: Sequence[Evidence]
    more: int
    detections: int
    unknown: Sequence[str]
    reasons: Sequence[str]
    lines: Sequence[Line]
    news: int
    picture: Timeline | None
    tree: Sequence[Program]
    network: Network | None
    tasks: Sequence[Task]
    done: Sequence[Task]
    similar: Sequence[Similar]
    others: Sequence[Incident]
    change: Change | None
    counterparts: Sequence[str]


def read_page(incident: Incident, *, before: datetime | None, now: datetime) -> IncidentPage:
    """Read it; its scope is open. before: when he who looks did so last."""
    devices = devices_of(incident.customer_id)
    alerts = alerts_of(incident)
    found = _evidence(alerts[:MOST_EVIDENCE], devices)
    entries = timeline(incident)
    numbers = {one.alert.id: one.number for one in found}
    lines = [_line(one, numbers, before) for one in entries]
    tasks = list(incident.tasks.order_by("position").select_related("done_by"))
    return IncidentPage(
        incident=incident,
        colour=CLASSES[incident.level],
        clock=clock(
            incident.level,
            State(incident.state),
            is_taken=incident.assigned_to_id is not None,
            opened_at=incident.opened_at,
            now=now,
            is_reached=incident.id in reached([incident]),
        ),
        thing=_thing(incident.lead, devices),
        advice=book.advice(devices.happening(incident.lead), _language()),
        steps=_steps(incident, entries),
        next=[one for one in _LINE if one in NEXT[State(incident.state)] and one is not State.CLOSED],
        evidence=found,
        telling=([one for one in found if not one.alert.held_by] or found)[:_TELLING],
        more=max(0, len(alerts) - MOST_EVIDENCE),
        detections=sum(one.times for one in alerts),
        unknown=_unknown(incident, alerts),
        reasons=[told(from_data(one)) for one in incident.reasons],
        lines=lines,
        news=sum(one.is_new for one in lines),
        picture=_picture(found, lines),
        tree=_tree(found),
        network=network(_talks(found)),
        tasks=[one for one in tasks if one.done_at is None],
        done=[one for one in tasks if one.done_at is not None],
        similar=similar_to(incident),
        others=_others(incident),
        change=Change.objects.filter(incident=incident, undone_at=None).select_related("by").order_by("-at").first(),
        counterparts=list(dict.fromkeys(one.counterpart for one in alerts if one.counterpart))[:5],
    )


def _language() -> Literal["ja", "en"]:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def _evidence(alerts: Sequence[Alert], devices: Devices) -> list[Evidence]:
    found = []
    for number, one in enumerate(alerts, start=1):
        said = book.advice(devices.happening(one), _language()).title
        found.append(
            Evidence(number, one, said, _device(one, devices), _thing(one, devices), CLASSES[Colour(one.colour)])
        )
    return found


def _thing(alert: Alert, devices: Devices) -> str:
    return "　".join(one for one in (_device(alert, devices), alert.person) if one)


def _device(alert: Alert, devices: Devices) -> str:
    return alert.machine.name if alert.machine else devices.known_as().get(alert.device, alert.device)


def _line(entry: Entry, numbers: Mapping[UUID, int], before: datetime | None) -> Line:
    words = entry.note or (told(from_data(entry.words)) if entry.words else "")
    by = entry.by.name if entry.by else ""
    is_new = before is not None and entry.written_at > before
    return Line(entry, words, by, numbers.get(entry.alert_id, 0) if entry.alert_id else 0, is_new)


def _steps(incident: Incident, entries: Sequence[Entry]) -> list[Step]:
    """When each state was reached; the words of a line of the story say which it was."""
    reached: dict[State, datetime] = {State.NEW: incident.opened_at}
    for one in entries:
        if one.kind == "state" and one.words:
            for state in _LINE:
                if one.words["key"] == _STATE_KEYS.get(state):
                    reached[state] = one.at
    now = State(incident.state)
    return [Step(one, reached.get(one), one is now) for one in _LINE]


def _unknown(incident: Incident, alerts: Sequence[Alert]) -> list[str]:
    """What nobody knows yet, and has to be found out."""
    grave = [one for one in alerts if not one.held_by] or list(alerts)
    found = []
    if not any(one.person for one in grave):
        found.append(_("だれの操作だったか"))
    if not any(one.counterpart for one in grave):
        found.append(_("外のだれと話したか"))
    if len({one.machine_id or one.device for one in grave}) <= 1:
        found.append(_("ほかの端末にも同じ跡があるか"))
    if incident.outcome == "" and not any(one.verdict for one in grave):
        found.append(_("本当の攻撃か、心配のないものか"))
    return found


def _picture(evidence: Sequence[Evidence], lines: Sequence[Line]) -> Timeline | None:
    ours, theirs, outside = _("私たち"), _("お客様"), _("外の相手")
    moments = []
    lanes: list[str] = []
    for one in evidence:
        lane = one.device or one.alert.person or outside
        if lane not in lanes:
            lanes.append(lane)
        colour = one.colour if not one.alert.held_by and one.colour in ("aka", "ki") else ""
        moments.append(Moment(one.alert.first_seen, lane, one.words, one.number, colour))
        if one.alert.counterpart:
            moments.append(Moment(one.alert.first_seen, outside, one.alert.counterpart))
    for line in lines:
        lane = ours if line.entry.kind in _OURS else theirs if line.entry.kind in _THEIRS else ""
        if lane:
            moments.append(Moment(line.entry.at, lane, line.words))
    return drawn(moments, [*[one for one in lanes if one != outside][:4], outside, ours, theirs])


def _tree(evidence: Sequence[Evidence]) -> Sequence[Program]:
    by_alert = {one.alert.id: one for one in evidence}
    rows = Sighting.objects.filter(alert__in=list(by_alert)).order_by("at")[:MOST_SIGHTINGS]
    return programs(
        Seen(one.at, by_alert[one.alert_id].device, one.fields, by_alert[one.alert_id].number) for one in rows
    )


def _talks(evidence: Sequence[Evidence]) -> list[Talk]:
    return [
        Talk(
            one.device,
            one.alert.counterpart,
            bool(one.alert.happening.get("blocked")),
            one.colour in ("aka", "ki") and not one.alert.held_by,
        )
        for one in evidence
    ]


def _others(incident: Incident) -> list[Incident]:
    found = Incident.objects.filter(customer=incident.customer_id, state__in=sorted(one.value for one in OPEN))
    return list(
        found.exclude(id=incident.id).filter(is_drill=False).select_related("lead__machine").order_by("-opened_at")[:20]
    )


_STATE_KEYS = {
    State.LOOKING: "「調べている」にしました。",
    State.WAITING: "「お客様待ち」にしました。",
    State.ACTING: "「手を打っている」にしました。",
    State.CLOSED: "「終わった」にしました。",
}
