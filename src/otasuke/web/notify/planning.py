"""The outbox is filled: what was planned becomes rows, once, however often it is planned; and rows are taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from otasuke.web.notify.models import Delivery, DeliveryEvent, Message, StaffCall
from otasuke.web.notify.policy import Planned, Way

CHANNEL = "otasuke_notify"
"""Who sends listens here: it is told of every commit that has something for it."""

_NAMESPACE = UUID("7d0c7e3a-0d5e-4c3c-9f0a-2f6d3f6f3b11")
State = Delivery.State


def put_out(
    subject: Message | StaffCall,
    planned: Iterable[Planned],
    *,
    at: datetime,
    occasion: str = Delivery.Occasion.TOLD,
    round: int = 0,
) -> Sequence[Delivery]:
    """Put what was planned into the outbox; what was not there yet. The subject's scope is open."""
    rows = [_row(subject, one, at=at, occasion=occasion, round=round) for one in planned]
    by_reference = {one.reference: one for one in reversed(rows)}  # two people may share a telephone
    there = set(Delivery.objects.filter(reference__in=by_reference).values_list("reference", flat=True))
    made = [one for reference, one in reversed(by_reference.items()) if reference not in there]
    Delivery.objects.bulk_create(made)
    note(made, "planned", at=at)
    if made:
        wake()
    return made


def note(deliveries: Iterable[Delivery], kind: str, *, at: datetime, words: str = "") -> None:
    """Add a line to the log of each."""
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(delivery=one, customer_id=one.customer_id, at=at, kind=kind, words=words[:300])
        for one in deliveries
    )


def wake() -> None:
    """Have the sender look at the outbox, as soon as this is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def take_back(subject: Message | StaffCall, *, at: datetime, why: str, ways: Sequence[Way] = ()) -> int:
    """What waits is not needed any more; ways: only by these. How many there were."""
    found = waiting(subject)
    rows = list((found.filter(way__in=ways) if ways else found).select_for_update(of=("self",)))
    for one in rows:
        one.state, one.next_at, one.ended_at, one.words = State.NOT_NEEDED, None, at, why
    Delivery.objects.bulk_update(rows, ["state", "next_at", "ended_at", "words"])
    note(rows, State.NOT_NEEDED, at=at, words=why)
    return len(rows)


def bring_forward(found: QuerySet[Delivery], *, at: datetime, why: str) -> int:
    """Send these now; how many waited for later."""
    rows = list(found.filter(state=State.WAITING, next_at__gt=at).select_for_update(of=("self",)))
    for one in rows:
        one.due_at = one.next_at = at
    Delivery.objects.bulk_update(rows, ["due_at", "next_at"])
    note(rows, "brought_forward", at=at, words=why)
    if rows:
        wake()
    return len(rows)


def of_subject(subject: Message | StaffCall) -> QuerySet[Delivery]:
    """All of its deliveries."""
    return Delivery.objects.filter(**_named(subject))


def waiting(subject: Message | StaffCall) -> QuerySet[Delivery]:
    """Those that have not gone out."""
    return of_subject(subject).filter(state=State.WAITING)


def reference_of(subject: UUID, *parts: object) -> str:
    """Ours for one delivery: the same for the same thing. A UUID, as some channels want one."""
    return str(uuid5(_NAMESPACE, "|".join(map(str, (subject, *parts)))))


def interruption_of(subject: Message | StaffCall) -> int:
    """How often people were interrupted about it."""
    return subject.interruption if isinstance(subject, Message) else 1


def _row(subject: Message | StaffCall, one: Planned, *, at: datetime, occasion: str, round: int) -> Delivery:
    interruption = interruption_of(subject)
    return Delivery(
        **_named(subject),
        customer_id=subject.customer_id if isinstance(subject, Message) else None,
        person_id=one.person,
        occasion=occasion,
        interruption=interruption,
        round=round,
        step=one.step,
        way=one.way.value,
        name=one.name,
        address=one.address,
        language=one.language,
        reference=reference_of(subject.id, occasion, interruption, round, one.way.value, one.address),
        urgency=one.urgency.value,
        planned_at=at,
        due_at=one.due_at,
        latest_at=one.latest_at,
        next_at=one.due_at,
    )


def _named(subject: Message | StaffCall) -> dict[str, Any]:
    return {"message": subject} if isinstance(subject, Message) else {"staff_call": subject}
