"""What the alerts of an incident make of it: its colour with reasons, its title, whose words its owner reads, its traces."""

from __future__ import annotations

from collections.abc import Sequence

from otasuke.advice.colour import BY_GRAVITY, Colour
from otasuke.web.alerts import book
from otasuke.web.alerts.models import LONGEST_NAME, Alert
from otasuke.web.alerts.naming import devices_of
from otasuke.web.alerts.policy import Held
from otasuke.web.incidents.grouping import Part, severity, things
from otasuke.web.incidents.grouping import Thing as Named
from otasuke.web.incidents.models import Incident, Task, Trace
from otasuke.web.sensors.models import Device
from otasuke.web.ui.sentences import as_data

_MOST_TASKS = 12


def things_of(alert: Alert) -> frozenset[Named]:
    """What an alert is about, as alerts are joined by it."""
    machine = alert.machine
    is_shared = machine is not None and machine.kind == Device.Kinds.UTM.value
    device = machine.code if machine else alert.device
    people = (alert.person, *alert.people)
    return things(device=device, people=people, counterpart=alert.counterpart, is_shared=is_shared)


def part_of(alert: Alert) -> Part:
    """An alert, as it is weighed."""
    return Part(Colour(alert.colour), alert.title, alert.rule_id, tuple(alert.tags), held=bool(alert.held_by))


def alerts_of(incident: Incident) -> list[Alert]:
    """All that belong to it, in the order in which they happened."""
    found = Alert.objects.filter(belonging__incident=incident).select_related("machine")
    return list(found.order_by("first_seen", "detected_at", "id"))


def weigh(incident: Incident) -> None:
    """Bring an incident to what its alerts say."""
    alerts = alerts_of(incident)
    if not alerts:
        return
    weight = severity([part_of(one) for one in alerts])
    incident.colour, incident.reasons = weight.colour.value, [as_data(one) for one in weight.reasons]
    incident.lead = _leading(alerts)
    incident.title = title_of(incident.lead)
    incident.first_seen = min(one.first_seen for one in alerts)
    incident.last_seen = max(one.last_seen for one in alerts)
    incident.save(update_fields=["colour", "reasons", "lead", "title", "first_seen", "last_seen", "touched_at"])
    keep_traces(incident, alerts)


def _leading(alerts: Sequence[Alert]) -> Alert:
    """The first of the gravest that disturb; where none does, the first of the gravest."""
    telling = [one for one in alerts if not one.held_by] or alerts
    return max(telling, key=lambda one: BY_GRAVITY.index(Colour(one.colour)))


def title_of(alert: Alert) -> str:
    """What happened, in the words of the advice."""
    happening = devices_of(alert.customer_id).happening(alert)
    return book.advice(happening, "ja").title[:LONGEST_NAME]


def add_tasks(incident: Incident, alert: Alert) -> None:
    """What the desk is to do, from the sheet of what was found."""
    happening = devices_of(alert.customer_id).happening(alert)
    words = book.advice(happening, "ja").checklist[:_MOST_TASKS]
    Task.objects.bulk_create(
        [
            Task(customer_id=incident.customer_id, incident=incident, position=place, words=one[:LONGEST_NAME])
            for place, one in enumerate(words)
        ]
    )


def keep_traces(incident: Incident, alerts: Sequence[Alert]) -> None:
    """Note by what the attack may be known again."""
    grave = [one for one in alerts if one.disturbs or one.held_by == Held.CAUSE.value]
    found = {(kind, value): one.first_seen for one in reversed(grave) for kind, value in one.traces}
    Trace.objects.bulk_create(
        [
            Trace(customer_id=incident.customer_id, incident=incident, kind=kind, value=value, at=at)
            for (kind, value), at in found.items()
        ],
        ignore_conflicts=True,
    )
