"""Writing down what was found. Whoever calls has opened the company's scope; all of it is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from otasuke.advice.colour import BY_GRAVITY, Colour
from otasuke.findings.live import LiveDetection
from otasuke.web.alerts.finding import MOST_PEOPLE, Found, read
from otasuke.web.alerts.happenings import clean, kept
from otasuke.web.alerts.knowing import Company, company
from otasuke.web.alerts.models import LONGEST_NAME, Alert, Sighting, Silence
from otasuke.web.alerts.naming import devices_of, learn_names
from otasuke.web.alerts.policy import Held, Judgement, is_part_of
from otasuke.web.alerts.raising import raise_together
from otasuke.web.ui.sentences import _, as_data

_SIGHTINGS_KEPT = 200
"""Of an alert; of more only how many there were is kept. All events are in the lake."""
_MOST_EVENTS = 50
_MUTED_FOR = timedelta(hours=24)
"""So long after it was seen last, what a correlation muted is something new."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch was to a company. news: alerts that are new, or graver than before; repeated: the others that were seen again."""

    news: Sequence[Alert] = ()
    repeated: Sequence[Alert] = ()


def record(customer: UUID, found: Iterable[LiveDetection], *, at: datetime) -> Recorded:
    """Write down what was found at a company.

    at  when it came in here. What was written down before, by the same id, changes nothing.
    """
    fresh = _unknown(customer, found)
    if not fresh:
        return Recorded()
    devices = devices_of(customer)
    learn_names(customer, fresh, devices, at=at)
    read_ones = [read(one, devices) for one in fresh]
    known = company(customer, read_ones, at=at)
    read_ones = [known.tuned(one) for one in read_ones]
    writing = _Writing(customer, _open_alerts(customer, read_ones))
    for one in read_ones:
        writing.add(one, known, at=at)
    writing.mute(read_ones)
    writing.lift()
    known.habits.save()
    return writing.save()


def _unknown(customer: UUID, found: Iterable[LiveDetection]) -> list[LiveDetection]:
    """Those that were not written down, each once."""
    by_id = {clean(one.id, longest=64): one for one in found}
    known = Sighting.objects.filter(customer=customer, detection__in=by_id).values_list("detection", flat=True)
    return [one for id, one in by_id.items() if id not in set(known)]


def _open_alerts(customer: UUID, found: Sequence[Found]) -> dict[str, Alert]:
    marks = {one.fingerprint for one in found}
    alerts = Alert.objects.select_for_update().filter(customer=customer, fingerprint__in=marks, closed_at=None)
    return {one.fingerprint: one for one in alerts}


@dataclass(slots=True)
class _Writing:
    """What a batch changes."""

    customer: UUID
    alerts: dict[str, Alert]
    made: list[Alert] = field(default_factory=list)
    changed: dict[UUID, Alert] = field(default_factory=dict)
    risen: dict[UUID, Alert] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)

    def add(self, one: Found, known: Company, *, at: datetime) -> None:
        judgement, silence = known.judged(one, at=at)
        alert = self.alerts.get(one.fingerprint)
        if alert is None:
            alert = _new(self.customer, one, at=at)
            _hold(alert, judgement, silence)
            self.alerts[one.fingerprint] = alert
            self.made.append(alert)
        else:
            self._again(alert, one, judgement, silence)
        if alert.times <= _SIGHTINGS_KEPT:
            self.sightings.append(_sighting(alert, one))

    def _again(self, alert: Alert, one: Found, judgement: Judgement, silence: Silence | None) -> None:
        disturbed, colour, before = alert.disturbs, Colour(alert.colour), alert.last_seen
        alert.times += 1
        alert.first_seen, alert.last_seen = min(alert.first_seen, one.at), max(alert.last_seen, one.at)
        alert.people = list(dict.fromkeys([*alert.people, *one.people()]))[:MOST_PEOPLE]
        if BY_GRAVITY.index(one.colour) > BY_GRAVITY.index(colour):
            alert.colour, alert.level, alert.happening = one.colour.value, one.happening.level, kept(one.happening)
        alert.tuning = one.tuning or alert.tuning
        is_silenced = judgement.held is Held.SILENCE and not disturbed
        is_muted = alert.held_by == Held.CAUSE.value and alert.colour == colour and one.at - before < _MUTED_FOR
        if is_silenced or (alert.held_by and judgement.held is None and not is_muted):
            _hold(alert, judgement, silence)
        self.changed[alert.id] = alert
        if alert.disturbs and (not disturbed or alert.colour != colour):
            self.risen[alert.id] = alert

    def mute(self, found: Iterable[Found]) -> None:
        """What correlations that tell were made of is held: a part disturbs nobody beside the whole."""
        for one in found:
            alert = self.alerts[one.fingerprint]
            if one.detection.events and alert.disturbs:
                for part in self._parts(one, alert):
                    _hold(part, Judgement(Held.CAUSE, _("「%(title)s」の一部です。", title=alert.title)), None)
                    self.risen.pop(part.id, None)
                    self.changed[part.id] = part

    def _parts(self, one: Found, cause: Alert) -> list[Alert]:
        """Of this batch, and what waited from before; what somebody was told of stays as it was."""
        events = {clean(key, longest=64) for key in one.detection.events}
        mine = {alert.id for alert in self.made} | set(self.risen)
        here = {seen.alert_id for seen in self.sightings if seen.event in events} & mine
        found = {alert.id: alert for alert in self.alerts.values() if alert.id in here}
        waited = Alert.objects.filter(
            customer=self.customer,
            sightings__event__in=events,
            sightings__customer=self.customer,
            closed_at=None,
            belonging=None,
            held_by="",
        )
        for alert in waited.distinct():
            known = self.alerts.setdefault(alert.fingerprint, alert)
            found[known.id] = known
        colour = Colour(cause.colour)
        return [
            alert
            for alert in found.values()
            if alert.id != cause.id and not alert.held_by and is_part_of(Colour(alert.colour), colour)
        ]

    def lift(self) -> None:
        """What looks like an attack together with what was found before on the same device disturbs."""
        for alert in raise_together(self.customer, [*self.made, *self.changed.values()]):
            self.risen[alert.id] = alert

    def save(self) -> Recorded:
        """Write all of it."""
        Alert.objects.bulk_create(self.made)
        made = {one.id for one in self.made}
        changed = [one for id, one in self.changed.items() if id not in made]
        Alert.objects.bulk_update(changed, _CHANGING)
        Sighting.objects.bulk_create(self.sightings, ignore_conflicts=True)
        risen = [one for one in changed if one.id in self.risen]
        return Recorded([*self.made, *risen], [one for one in changed if one.id not in self.risen])


_CHANGING = [
    "times",
    "first_seen",
    "last_seen",
    "people",
    "colour",
    "level",
    "happening",
    "held_by",
    "held_why",
    "silence",
    "tuning",
    "raised_why",
]


def _new(customer: UUID, one: Found, *, at: datetime) -> Alert:
    detection, about = one.detection, one.about
    return Alert(
        customer_id=customer,
        fingerprint=one.fingerprint,
        rule_id=about.rule,
        title=clean(detection.title, longest=LONGEST_NAME),
        level=one.happening.level,
        tags=[clean(tag, longest=120) for tag in detection.tags[:_MOST_EVENTS]],
        device=clean(one.happening.device, longest=LONGEST_NAME),
        machine=one.machine,
        person=about.person,
        people=one.people(),
        counterpart=about.counterpart,
        colour=one.colour.value,
        tuning=one.tuning,
        happening=kept(one.happening),
        matched=clean(detection.matched),
        traces=one.traces(),
        first_seen=one.at,
        last_seen=one.at,
        detected_at=at,
        batch=detection.batch,
        ordinal=detection.ordinal,
        events=[clean(key, longest=64) for key in detection.events[:_MOST_EVENTS]],
    )


def _hold(alert: Alert, judgement: Judgement, silence: Silence | None) -> None:
    alert.held_by = judgement.held.value if judgement.held else ""
    alert.held_why = as_data(judgement.why) if judgement.why else None
    alert.silence = silence if judgement.held is Held.SILENCE else alert.silence


def _sighting(alert: Alert, one: Found) -> Sighting:
    detection = one.detection
    return Sighting(
        customer_id=alert.customer_id,
        alert=alert,
        detection=clean(detection.id, longest=64),
        at=one.at,
        batch=detection.batch,
        ordinal=detection.ordinal,
        event=clean(detection.event, longest=64),
        matched=clean(detection.matched),
        fields=one.kept_fields(),
    )
