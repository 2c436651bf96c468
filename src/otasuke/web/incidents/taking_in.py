"""Alerts become incidents: which one an alert belongs to, and what that makes of it. The company's scope is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from otasuke.advice.colour import Colour
from otasuke.findings.common import is_common
from otasuke.web.alerts.models import Alert
from otasuke.web.incidents import weighing
from otasuke.web.incidents.bell import ring
from otasuke.web.incidents.changing import join
from otasuke.web.incidents.codes import new_code
from otasuke.web.incidents.grouping import DEVICE, PERSON, TELLING, TRACED_FOR, Standing, choose
from otasuke.web.incidents.grouping import Thing as Named
from otasuke.web.incidents.models import Belonging, Change, Entry, Incident, Thing, Trace
from otasuke.web.incidents.states import OPEN
from otasuke.web.ui.sentences import _, as_data

_ONE_ATTACK = timedelta(hours=1)
_BEFORE = timedelta(hours=24)
"""What was found quietly in this time about the same things belongs to what then disturbs somebody."""


def take_in(customer: UUID, news: Iterable[Alert], *, repeated: Iterable[Alert] = (), at: datetime) -> list[Incident]:
    """Put alerts where they belong; the incidents that are new or say more, each once. repeated: what was only seen again.

    What disturbs nobody begins no incident: it joins one that is there, or waits until there is one.
    """
    touched: dict[UUID, Incident] = {}
    _seen_again(repeated)
    for alert in sorted(news, key=lambda one: (one.first_seen, one.detected_at)):
        incident = _belongs(alert) or _found(customer, alert, at=at)
        if incident is None and alert.disturbs:
            incident = _open(customer, alert, at=at)
        if incident is not None:
            touched[incident.id] = incident
    for incident in touched.values():
        incident.touched_at = at
        weighing.weigh(incident)
    for incident in list(touched.values()):
        _one_attack(incident, touched, at=at)
    if touched:
        ring()
    return [one for one in touched.values() if one.merged_into_id is None]


def _one_attack(incident: Incident, touched: dict[UUID, Incident], *, at: datetime) -> None:
    """Two 赤 of a company within an hour are one attack, and one message; unless somebody of the staff has parted them.

    The one that people were called about already stays, so that nobody is called again.
    """
    if incident.level is not Colour.RED or not incident.is_open or incident.is_drill:
        return
    near = (incident.first_seen - _ONE_ATTACK, incident.last_seen + _ONE_ATTACK)
    found = (
        Incident.objects.select_for_update(of=("self",))
        .filter(customer=incident.customer_id, state__in=[one.value for one in OPEN], is_drill=False)
        .filter(last_seen__gte=near[0], first_seen__lte=near[1])
        .exclude(id=incident.id)
    )
    for other in [touched.get(one.id, one) for one in found]:
        if other.level is Colour.RED and not _were_parted(incident, other):
            first, later = sorted((incident, other), key=lambda one: (one.called_at is None, one.first_seen, one.id))
            join(first, later, actor=None, at=at)
            touched[first.id], touched[later.id] = first, later
            return


def _were_parted(*incidents: Incident) -> bool:
    parted = Q(kind="split") | Q(kind="merge", undone_at__isnull=False)
    return Change.objects.filter(parted, incident__in=[one.id for one in incidents]).exists()


def _seen_again(alerts: Iterable[Alert]) -> None:
    """Their incidents go on; whom an alert concerns may have become more."""
    for alert in alerts:
        incident = _belongs(alert)
        if incident is None:
            continue
        if alert.last_seen > incident.last_seen:
            incident.last_seen = alert.last_seen
            incident.save(update_fields=["last_seen"])
        _add_things(incident, [alert])


def _belongs(alert: Alert) -> Incident | None:
    belonging = Belonging.objects.filter(alert=alert).select_related("incident").first()
    return belonging.incident if belonging else None


def _found(customer: UUID, alert: Alert, *, at: datetime) -> Incident | None:
    """The incident that an alert belongs to; if it shows that several are one, they become one."""
    named = weighing.things_of(alert)
    incidents = _near(customer, named)
    chosen = choose(named, alert.first_seen, [_standing(one) for one in incidents.values()])
    if not chosen:
        return _same_attack(customer, alert, at=at)
    first, *others = (incidents[one] for one in chosen)
    _attach(first, [alert], at=at)
    if alert.disturbs:
        for other in others:
            join(first, other, actor=None, at=at)
    return first


def _same_attack(customer: UUID, alert: Alert, *, at: datetime) -> Incident | None:
    """The open incident that left the same traces: an attack that comes to several devices is one matter. What is quiet waits."""
    telling = [value for kind, value in alert.traces if kind in TELLING and not is_common(value)]
    if not (alert.disturbs and telling):
        return None
    near = (alert.first_seen - TRACED_FOR, alert.first_seen + TRACED_FOR)
    found = (
        Incident.objects.select_for_update(of=("self",))
        .filter(customer=customer, state__in=[one.value for one in OPEN], is_drill=False)
        .filter(
            Exists(Trace.objects.filter(incident=OuterRef("pk"), kind__in=TELLING, value__in=telling, at__range=near))
        )
        .order_by("first_seen", "id")
        .first()
    )
    if found is not None:
        _attach(found, [*_quiet_before(customer, alert), alert], at=at)
    return found


def _near(customer: UUID, named: Iterable[Named]) -> dict[UUID, Incident]:
    """The open incidents that have to do with one of these things."""
    values = [one.value for one in named]
    found = Incident.objects.select_for_update(of=("self",)).filter(
        customer=customer, state__in=[one.value for one in OPEN], things__value__in=values, is_drill=False
    )
    ids = set(found.values_list("id", flat=True))
    return {one.id: one for one in Incident.objects.prefetch_related("things").filter(id__in=ids)}


def _standing(incident: Incident) -> Standing:
    named = frozenset(Named(one.kind, one.value) for one in incident.things.all())
    return Standing(incident.id, named, incident.first_seen, incident.last_seen)


def _open(customer: UUID, alert: Alert, *, at: datetime) -> Incident:
    incident = Incident.objects.create(
        customer_id=customer,
        code=new_code("J"),
        title=alert.title,
        colour=alert.colour,
        lead=alert,
        first_seen=alert.first_seen,
        last_seen=alert.last_seen,
        opened_at=at,
        touched_at=at,
    )
    weighing.add_tasks(incident, alert)
    _attach(incident, [*_quiet_before(customer, alert), alert], at=at)
    return incident


def _quiet_before(customer: UUID, alert: Alert) -> list[Alert]:
    """What waited, about the same device or person."""
    if not (alert.machine_id or alert.device or alert.person):
        return []
    loose = Alert.objects.filter(
        customer=customer, belonging=None, closed_at=None, last_seen__gte=alert.first_seen - _BEFORE
    ).exclude(id=alert.id)
    wanted = {one for one in weighing.things_of(alert) if one.kind in (DEVICE, PERSON)}
    return [one for one in loose.order_by("first_seen")[:500] if wanted & weighing.things_of(one)]


def _attach(incident: Incident, alerts: Sequence[Alert], *, at: datetime) -> None:
    """Alerts belong to an incident now; its story says so of those that disturb."""
    customer = incident.customer_id
    Belonging.objects.bulk_create(
        [Belonging(customer_id=customer, incident=incident, alert=alert, at=at) for alert in alerts]
    )
    _add_things(incident, alerts)
    weighing.keep_traces(incident, alerts)
    Entry.objects.bulk_create(
        [
            Entry(
                customer_id=customer,
                incident=incident,
                at=alert.first_seen,
                kind="found",
                words=as_data(_("%(title)s", title=alert.title)),
                alert=alert,
            )
            for alert in alerts
        ]
    )


def _add_things(incident: Incident, alerts: Iterable[Alert]) -> None:
    named = {thing for alert in alerts for thing in weighing.things_of(alert)}
    things = [
        Thing(customer_id=incident.customer_id, incident=incident, kind=one.kind, value=one.value)
        for one in sorted(named)
    ]
    Thing.objects.bulk_create(things, ignore_conflicts=True)
