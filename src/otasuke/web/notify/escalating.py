"""What follows of what became of a delivery: the next one is called, another way is tried, or nobody needs to be any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from otasuke.web.notify.models import Delivery, Message, StaffCall
from otasuke.web.notify.planning import bring_forward, of_subject, put_out, waiting
from otasuke.web.notify.policy import HELPED_AFTER, Urgency, Way, call_again, call_staff, following
from otasuke.web.notify.recipients import hours_of_sites, recipients_of
from otasuke.web.notify.services import acknowledge_message
from otasuke.web.notify.staffing import acknowledge, recipients
from otasuke.web.notify.unreached import tell_staff
from otasuke.web.tenancy.scope import tenant_scope

State = Delivery.State
_OVER = (State.FAILED, State.GIVEN_UP)


def escalate(delivery: Delivery, *, at: datetime) -> None:
    """Do what follows, in the transaction in which it became so. Its subject's rows can be read and written."""
    subject = delivery.subject
    if delivery.state == State.ACKNOWLEDGED:
        _acknowledged(delivery, at)
    elif not _is_open(subject, delivery):
        return
    elif delivery.urgency == Urgency.NOW:
        _urge(delivery, subject, at)
    elif delivery.state in _OVER and isinstance(subject, Message) and delivery.way in (Way.MAIL, Way.SMS):
        _try_another(subject, at)


def _acknowledged(delivery: Delivery, at: datetime) -> None:
    subject = delivery.subject
    if isinstance(subject, Message):
        acknowledge_message(subject, by=delivery.name, how="key", at=at)
    elif delivery.person:
        acknowledge(subject, delivery.person, at=at, how="key")


def _is_open(subject: Message | StaffCall, delivery: Delivery) -> bool:
    if isinstance(subject, StaffCall):
        return subject.acknowledged_at is None and subject.withdrawn_at is None
    is_over = subject.closed_at is not None or subject.acknowledged_at is not None
    return not is_over and delivery.interruption == subject.interruption


def _urge(delivery: Delivery, subject: Message | StaffCall, at: datetime) -> None:
    """Somebody is not reached by this, or not soon."""
    if delivery.state not in _OVER:
        if delivery.attempts >= HELPED_AFTER:
            bring_forward(waiting(subject).filter(way=Way.MAIL), at=at, why="another way fails")
    elif delivery.way != Way.CALL:
        bring_forward(waiting(subject).filter(way=Way.MAIL, name=delivery.name), at=at, why="another way failed")
    elif not _call_next(subject, at):
        bring_forward(waiting(subject).filter(way=Way.MAIL), at=at, why="nobody answered")
        if not _is_calling(subject):
            _begin_round(subject, at, rings=_has_rung(subject, delivery.round))


def _call_next(subject: Message | StaffCall, at: datetime) -> bool:
    """Call the next one at once; whether there is one. Who is being called already is the next one."""
    if _is_calling(subject, but_waiting=True):
        return True
    following = waiting(subject).filter(way=Way.CALL).order_by("due_at", "step").first()
    if following is None:
        return False
    also = Q(way=Way.CALL, id=following.id) | Q(way=Way.SMS, address=following.address)
    bring_forward(waiting(subject).filter(also), at=at, why="nobody answered before")
    return True


def _is_calling(subject: Message | StaffCall, *, but_waiting: bool = False) -> bool:
    """Whether somebody is called about it now or will be."""
    under_way = Q(state=State.SENDING) | Q(state=State.ACCEPTED, next_at__isnull=False)
    wanted = under_way if but_waiting else under_way | Q(state=State.WAITING)
    return of_subject(subject).filter(wanted, way=Way.CALL).exists()


def _has_rung(subject: Message | StaffCall, round: int) -> bool:
    """Whether a call of this round was more than refused for good: if none was, none of the next would be."""
    calls = of_subject(subject).filter(way=Way.CALL, round=round)
    return calls.exclude(state=State.GIVEN_UP, attempts__lte=1).exists()


def _begin_round(subject: Message | StaffCall, at: datetime, *, rings: bool) -> None:
    """Nobody acknowledged: all are called again; and the staff are told that a company cannot be reached."""
    round = subject.rounds + 1
    if isinstance(subject, StaffCall):
        planned = call_staff(recipients(at), at=at, round=round)
    else:
        planned = call_again(recipients_of(subject.customer_id), round=round, begun_at=subject.told_at, at=at)
        if round == 1:
            tell_staff(subject, at=at)
    if planned and rings:
        subject.rounds = round
        subject.save(update_fields=["rounds"])
        put_out(subject, planned, at=at, round=round)


def _try_another(message: Message, at: datetime) -> None:
    """Tell it by the next way, or the next person."""
    customer = message.customer_id
    with tenant_scope(customer):
        told = of_subject(message).filter(occasion=Delivery.Occasion.TOLD, interruption=message.interruption)
        tried = list(told.values_list("way", "address"))
        planned = following(recipients_of(customer), tried, at=at, hours=hours_of_sites(customer))
        if planned:
            put_out(message, [planned], at=at)
