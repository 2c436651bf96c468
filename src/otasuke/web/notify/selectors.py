"""Reading messages, calls of staff, and what became of each delivery: the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from otasuke.web.notify.errors import NotFound
from otasuke.web.notify.models import Delivery, DeliveryEvent, Message, StaffCall
from otasuke.web.notify.planning import of_subject
from otasuke.web.notify.words import About
from otasuke.web.tenancy.scope import across, tenant_scope

_WHY = "staff see whom each company was told by"
State = Delivery.State
_REACHED = (State.ACCEPTED, State.DELIVERED, State.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Proof:
    """One delivery, and all that happened to it, in order."""

    delivery: Delivery
    events: Sequence[DeliveryEvent]

    @property
    def took(self) -> timedelta | None:
        """From when it was to be sent until the channel had it."""
        return self.delivery.accepted_at - self.delivery.due_at if self.delivery.accepted_at else None

    @property
    def is_late(self) -> bool:
        """Whether it was sent later than promised, or has not been sent although it was to be."""
        one = self.delivery
        return bool(one.latest_at and (one.accepted_at is None or one.accepted_at > one.latest_at) and one.ended_at)


def message_about(customer: UUID, about: About) -> Message | None:
    """What a company is told about something; None: nothing."""
    with tenant_scope(customer):
        return Message.objects.filter(about_kind=about.kind, about_id=about.id).first()


def calls_about(about: About) -> Sequence[StaffCall]:
    """The calls of staff about something, the newest first."""
    with across(_WHY):
        found = StaffCall.objects.select_related("acknowledged_by").filter(about_kind=about.kind, about_id=about.id)
        return list(found.order_by("-told_at"))


def open_messages(customer: UUID) -> Sequence[Message]:
    """What a company is told of that is not over, the newest first."""
    with tenant_scope(customer):
        return list(Message.objects.filter(closed_at=None).order_by("-updated_at"))


def message_for_staff(message: UUID) -> Message:
    """A message of whatever company, with it. Raises NotFound."""
    with across(_WHY):
        found = Message.objects.select_related("customer").filter(id=message).first()
    if found is None:
        raise NotFound(message)
    return found


def call_for_staff(call: UUID) -> StaffCall:
    """A call of staff, with the company it is about and who took it. Raises NotFound."""
    with across(_WHY):
        found = StaffCall.objects.select_related("customer", "acknowledged_by").filter(id=call).first()
    if found is None:
        raise NotFound(call)
    return found


def newest_messages(*, most: int) -> Sequence[Message]:
    """Those that interrupted somebody lately, of all companies."""
    with across(_WHY):
        found = Message.objects.select_related("customer").filter(deliveries__isnull=False).distinct()
        return list(found.order_by("-told_at")[:most])


def newest_calls(*, most: int) -> Sequence[StaffCall]:
    """The last calls of staff."""
    with across(_WHY):
        found = StaffCall.objects.select_related("customer", "acknowledged_by")
        return list(found.order_by("-told_at")[:most])


def proofs_of(subject: Message | StaffCall) -> Sequence[Proof]:
    """Who was told by which channel, when, and what became of it, in the order in which it was to be sent."""
    events = Prefetch("events", DeliveryEvent.objects.order_by("written_at"))
    with across(_WHY):
        found = of_subject(subject).prefetch_related(events).order_by("due_at", "round", "step", "way")
        return [Proof(one, list(one.events.all())) for one in found]


def minutes_to_answer(subject: Message | StaffCall) -> float | None:
    """From the moment at which people were to be told until a human acknowledged; None: none has."""
    if subject.acknowledged_at is None:
        return None
    return (subject.acknowledged_at - subject.told_at) / timedelta(minutes=1)


def was_told(subject: Message | StaffCall) -> datetime | None:
    """When a channel had the first of it; None: none has."""
    with across(_WHY):
        found = of_subject(subject).filter(state__in=_REACHED).order_by("accepted_at").first()
    return found.accepted_at if found else None
