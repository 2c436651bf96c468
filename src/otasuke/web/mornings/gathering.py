"""Reading all that a morning sheet is made of, over all companies, as it is at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max

from otasuke.advice.colour import Colour
from otasuke.web.alerts.models import Alert, Sighting, Silence
from otasuke.web.customers.models import Customer
from otasuke.web.duty import drilling, selectors
from otasuke.web.duty.policy import LOOKS_AHEAD, gaps
from otasuke.web.duty.rota import day_of, moment, shifts
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import OPEN
from otasuke.web.jobs.models import Mail
from otasuke.web.jobs.selectors import FAILED, WAITING, count_jobs
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import STUCK_AFTER, Step
from otasuke.web.mornings.choosing import Kind, Thing
from otasuke.web.mornings.sheet import Clock, ClockKind, Health, Night, Numbers, evening_before
from otasuke.web.notify.models import Delivery, Message, StaffCall
from otasuke.web.notify.words import Answer
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import State
from otasuke.web.tenancy.scope import across

_WHY = "the morning sheet tells of all companies"
_A_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_DRILLS_EVERY = timedelta(days=31)
_PROVEN = (Delivery.State.DELIVERED, Delivery.State.ACKNOWLEDGED)
_NOT_BROUGHT = (Delivery.State.FAILED, Delivery.State.GIVEN_UP)
_MOST = 200
_OF_DEVICES = ("customer", "kind", "handed_out", "last_seen")
_OF_INCIDENTS = ("customer", "colour", "set_colour", "opened_at")


def gather(at: datetime) -> Night:
    """The night until a moment."""
    since, midnight = evening_before(at), moment(day_of(at) + _A_DAY, time())
    with across(_WHY):
        devices = list(Device.objects.filter(removed=None, customer__withdrawn_at=None).only(*_OF_DEVICES))
        silent = [one for one in devices if one.standing(at).state is State.SILENT]
        incidents = list(
            Incident.objects.filter(state__in=[one.value for one in OPEN], is_drill=False).only(*_OF_INCIDENTS)
        )
        health = _health(since)
        return Night(
            at,
            _numbers(since, devices, silent, incidents, at=at),
            _held(since),
            [*_things(incidents, silent, at=at, midnight=midnight), *_usual(health, at=at)],
            list(_clocks(at, midnight)),
            health,
        )


def _numbers(
    since: datetime, devices: Sequence[Device], silent: Sequence[Device], incidents: Sequence[Incident], *, at: datetime
) -> Numbers:
    calls = StaffCall.objects.filter(told_at__gte=since, is_drill=False, withdrawn_at=None)
    taken = [(one.acknowledged_at - one.told_at) / _MINUTE for one in calls if one.acknowledged_at]
    told = Delivery.objects.filter(planned_at__gte=since, message__is_drill=False, occasion=Delivery.Occasion.TOLD)
    levels = [one.level for one in incidents]
    fresh = Incident.objects.filter(opened_at__gte=since, is_drill=False)
    return Numbers(
        companies=Customer.objects.filter(withdrawn_at=None).count(),
        heard=len({one.customer_id for one in devices if one.standing(at).state is State.CONNECTED}),
        detections=Sighting.objects.filter(at__gte=since).count(),
        alerts=Alert.objects.filter(last_seen__gte=since).count(),
        incidents=fresh.count(),
        interruptions=told.values("message", "interruption").distinct().count() + calls.count(),
        reds=sum(one.level is Colour.RED for one in fresh),
        reds_open=levels.count(Colour.RED),
        yellows_open=levels.count(Colour.YELLOW),
        calls=calls.count(),
        calls_open=calls.filter(acknowledged_at=None).count(),
        minutes=round(max(taken)) if taken else None,
        silent=len(silent),
        silent_companies=len({one.customer_id for one in silent}),
    )


def _held(since: datetime) -> dict[str, int]:
    counted = Alert.objects.filter(last_seen__gte=since).exclude(held_by="").values_list("held_by")
    return dict(counted.annotate(Count("id")).order_by())


def _things(
    incidents: Sequence[Incident], silent: Sequence[Device], *, at: datetime, midnight: datetime
) -> Iterator[Thing]:
    """What happened, and what waits for somebody."""
    for one in incidents:
        if one.level in (Colour.RED, Colour.YELLOW):
            kind = Kind.RED if one.level is Colour.RED else Kind.YELLOW
            yield Thing(kind, subject=one.id, customer=one.customer_id, at=one.opened_at)
    yield from _answers({one.id for one in incidents}, at=at)
    for clock in _clocks(at, midnight):
        if clock.kind is not ClockKind.SWAP:
            kind = Kind.SILENCE_ENDS if clock.kind is ClockKind.SILENCE else Kind.LINK_ENDS
            yield Thing(kind, subject=clock.subject, customer=clock.customer, at=clock.ends)
    yield Thing(Kind.QUESTIONS, Silence.objects.filter(asked_at__isnull=False, answered_at=None).count())
    on_their_way = Joining.objects.filter(withdrawn_at=None, since__lt=at - STUCK_AFTER)
    yield Thing(Kind.STUCK, on_their_way.exclude(step=Step.CONNECTED.value).count())
    yield Thing(Kind.SILENT, len(silent))


def _answers(open_incidents: set[UUID], *, at: datetime) -> Iterator[Thing]:
    """Who answered what makes it graver, or wants a call; and who did not answer since yesterday."""
    unanswered = 0
    for one in Message.objects.filter(closed_at=None, is_drill=False).order_by("told_at", "id")[:_MOST]:
        if one.answer in (Answer.NOT_MINE, Answer.DID, Answer.CALL_ME) and one.about_id in open_incidents:
            yield Thing(Kind.ANSWERED, subject=one.about_id, customer=one.customer_id, at=one.answered_at)
        elif not one.answer and not one.acknowledged_at and one.told_at < at - _A_DAY:
            unanswered += one.colour in (Colour.RED, Colour.YELLOW)
    yield Thing(Kind.UNANSWERED, unanswered)


def _usual(health: Health, *, at: datetime) -> Iterator[Thing]:
    """What the provider himself has to see to."""
    yield Thing(Kind.JOBS, health.given_up)
    rota = selectors.rota(at, at + LOOKS_AHEAD, selectors.staff_people())
    yield Thing(Kind.GAP, len(gaps(rota, at, at + LOOKS_AHEAD)) if rota.lines or rota.extras else 0)
    yield Thing(Kind.DRILL, int(health.drilled_at is None or health.drilled_at < at - _DRILLS_EVERY))


def _clocks(at: datetime, midnight: datetime) -> Iterator[Clock]:
    """What runs out until the day is over."""
    for one in Silence.objects.filter(ended_at=None, ends__gt=at, ends__lte=midnight):
        yield Clock(ClockKind.SILENCE, one.ends, one.customer_id, one.id)
    links = Joining.objects.filter(withdrawn_at=None, expires_at__gt=at, expires_at__lte=midnight)
    for link in links.exclude(step=Step.CONNECTED.value):
        yield Clock(ClockKind.LINK, link.expires_at, link.customer_id, link.id)
    rota = selectors.rota(at, midnight, selectors.staff_people())
    begins = {(one.key[0], one.key[1]): one.begins for one in shifts(rota, at, midnight)}
    for swap in selectors.open_offers(at):
        begin = begins.get((swap.source, swap.day))
        if begin and at < begin <= midnight:
            yield Clock(ClockKind.SWAP, begin, None, swap.id)


def _health(since: datetime) -> Health:
    proven = Delivery.objects.filter(state__in=_PROVEN, ended_at__isnull=False).order_by("-ended_at").first()
    jobs, drill = count_jobs(), next(iter(drilling.results()), None)
    took = drilling.read(drill).took if drill else None
    return Health(
        Device.objects.aggregate(Max("last_seen"))["last_seen__max"],
        proven.ended_at if proven else None,
        proven.way if proven else "",
        Delivery.objects.filter(state__in=_NOT_BROUGHT, ended_at__gte=since).count(),
        Mail.objects.aggregate(Max("sent_at"))["sent_at__max"],
        Mail.objects.filter(sent_at=None).exclude(content={}).count(),
        jobs.get(FAILED, 0),
        jobs.get(WAITING, 0),
        drill.begun_at if drill else None,
        took / _MINUTE if took else None,
    )
