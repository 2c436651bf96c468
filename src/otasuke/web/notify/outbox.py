"""The outbox is emptied: a row is taken, said to be under way before anything is sent, and marked with what became of it.

Who dies in between leaves a row that is under way. It is taken again when its process is gone, and then the channel is asked
first whether it has the message.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from otasuke.web.notify.escalating import escalate
from otasuke.web.notify.models import Delivery, StaffCall
from otasuke.web.notify.planning import note
from otasuke.web.notify.policy import Urgency, Way, look_after, wait_before_again
from otasuke.web.tenancy.scope import across

State = Delivery.State
LOCKS = 0x07A6
"""The first half of the advisory locks of processes that send; the second is the process's number."""

_WHY = "the outbox of all companies is emptied by one process"
_LOOKS_LAST = timedelta(seconds=30)

_DUE = """
SELECT one.id FROM "notify_delivery" one
WHERE one.next_at <= %(now)s AND one.urgency <= %(urgency)s
  AND (one.state <> 'sending' OR one.sender IS NULL OR NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %(locks)s AND objid = one.sender
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
  AND (one.way <> 'call' OR one.state <> 'waiting' OR NOT EXISTS (
    SELECT FROM "notify_delivery" other
    WHERE other.way = 'call' AND other.address = one.address AND other.id <> one.id
      AND (other.state = 'sending' OR other.state = 'accepted' AND other.next_at IS NOT NULL)))
ORDER BY one.urgency, one.next_at, one.way <> 'call', one.step, one.id LIMIT 1 FOR UPDATE OF one SKIP LOCKED
"""
"""Nobody's telephone is called twice at a time: it would be engaged, and a call in doubt could be taken for the other."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was taken. was_begun: it may have been sent before; was_accepted: it was, and is to be looked after."""

    delivery: Delivery
    was_begun: bool
    was_accepted: bool
    known: Collection[str] = ()


def take(now: datetime, *, sender: int, doubt: timedelta, most: Urgency = Urgency.LATER) -> Taken | None:
    """Take the most urgent row that is due, and say that it is under way; None: nothing is due.

    sender  the number of this process, whose advisory lock it holds.
    doubt   so long after it was begun it is asked whether the channel has it, if nobody said so.
    """
    with across(_WHY):
        one = _due(now, most)
        if one is None:
            return None
        if one.state == State.ACCEPTED:
            one.next_at = now + _LOOKS_LAST
            one.save(update_fields=["next_at"])
            return Taken(one, was_begun=True, was_accepted=True)
        was_begun = one.attempts > 0
        one.began_at = one.began_at or now
        one.attempts += 1
        one.state, one.sender, one.next_at = State.SENDING, sender, now + doubt
        one.save(update_fields=["began_at", "attempts", "state", "sender", "next_at"])
        note([one], "sending", at=now, words="again" if was_begun else "")
        return Taken(one, was_begun=was_begun, was_accepted=False, known=_known(one) if was_begun else ())


def accept(id: UUID, *, carrier_id: str, at: datetime, words: str = "") -> None:
    """The channel has it."""
    with across(_WHY):
        one = _locked(id)
        if one.state != State.SENDING:  # its report was faster than its receipt
            return
        one.state, one.sender, one.accepted_at, one.carrier_id = State.ACCEPTED, None, at, carrier_id[:100]
        _look_later(one, at)
        one.words = ""
        one.save()
        note([one], State.ACCEPTED, at=at, words=words or carrier_id)


def end(id: UUID, state: State, *, at: datetime, words: str = "") -> None:
    """It is delivered, acknowledged, failed or given up. What follows of that is done with it."""
    with across(_WHY):
        one = _locked(id)
        if _is_further(State(one.state), state):
            return
        one.state, one.sender, one.next_at, one.ended_at, one.words = state, None, None, at, words[:300]
        one.save()
        note([one], state, at=at, words=words)
        escalate(one, at=at)


def put_back(id: UUID, *, at: datetime, words: str) -> None:
    """The channel has certainly not taken it: try again after a while, or give up."""
    with across(_WHY):
        one = _locked(id)
        wait = wait_before_again(Urgency(one.urgency), one.attempts)
        if one.state != State.SENDING:
            return
        if wait is None:
            end(id, State.GIVEN_UP, at=at, words=words)
            return
        one.state, one.sender, one.next_at, one.words = State.WAITING, None, at + wait, words[:300]
        one.save()
        note([one], "tried", at=at, words=words)
        escalate(one, at=at)


def leave_in_doubt(id: UUID, *, at: datetime, doubt: timedelta, words: str) -> None:
    """Nobody knows whether the channel has it: ask after a while."""
    with across(_WHY):
        one = _locked(id)
        if one.state != State.SENDING:
            return
        one.sender, one.next_at, one.words = None, at + doubt, words[:300]
        one.save()
        note([one], "in_doubt", at=at, words=words)


def look_later(id: UUID, *, at: datetime) -> None:
    """Nothing is known of it yet: ask again later, or not any more."""
    with across(_WHY):
        one = _locked(id)
        if one.state != State.ACCEPTED:
            return
        if one.way == Way.CALL and look_after(Way.CALL, at - (one.accepted_at or at)) is None:
            end(id, State.FAILED, at=at, words="nothing was heard of the call")
            return
        _look_later(one, at)
        one.save()


def is_needed(delivery: Delivery) -> bool:
    """Whether it is still to be said."""
    with across(_WHY):
        one = _locked(delivery.id)
        subject = one.subject
        if isinstance(subject, StaffCall):
            return subject.acknowledged_at is None and subject.withdrawn_at is None
        if one.occasion == Delivery.Occasion.CLOSED:
            return subject.closed_at is not None
        is_answered = one.urgency == Urgency.NOW and subject.acknowledged_at is not None
        return subject.closed_at is None and one.interruption == subject.interruption and not is_answered


def _due(now: datetime, most: Urgency) -> Delivery | None:
    with connection.cursor() as cursor:
        # One takes at a time: two could each find that nobody calls that number yet.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCKS])
        cursor.execute(_DUE, {"now": now, "urgency": most.value, "locks": LOCKS})
        row = cursor.fetchone()
    return Delivery.objects.get(id=row[0]) if row else None


def _known(one: Delivery) -> Sequence[str]:
    """What the channel calls the others to this address."""
    others = Delivery.objects.filter(way=one.way, address=one.address).exclude(id=one.id).exclude(carrier_id="")
    return list(others.values_list("carrier_id", flat=True))


def _locked(id: UUID) -> Delivery:
    return Delivery.objects.select_for_update(of=("self",)).select_related("message", "staff_call").get(id=id)


def _look_later(one: Delivery, at: datetime) -> None:
    since = one.accepted_at or at
    wait = look_after(Way(one.way), at - since)
    one.next_at = since + wait if wait else None


_FURTHER = (State.WAITING, State.SENDING, State.ACCEPTED, State.FAILED, State.DELIVERED)


def _is_further(known: State, told: State) -> bool:
    """Whether more is known than is told: reports come twice, and in any order."""
    if State.ACKNOWLEDGED in (known, told):
        return known == State.ACKNOWLEDGED
    if known in (State.GIVEN_UP, State.NOT_NEEDED):
        return True
    return told in _FURTHER and _FURTHER.index(known) >= _FURTHER.index(told)
