"""Calling the staff: through the chain of who is on duty, until somebody acknowledges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.duty.policy import WAYS
from otasuke.web.duty.selectors import chain
from otasuke.web.notify.browsers import pushes_to_staff
from otasuke.web.notify.errors import NotFound
from otasuke.web.notify.models import StaffCall
from otasuke.web.notify.places import chats_of
from otasuke.web.notify.planning import put_out, take_back
from otasuke.web.notify.policy import Recipient, Way, call_staff
from otasuke.web.notify.words import About, Words, check, packed
from otasuke.web.tenancy.scope import across

_WAYS: Mapping[str, Way] = {"phone": Way.CALL, "sms": Way.SMS, "mail": Way.MAIL}
_WHY = "staff are called about any company"


@transaction.atomic
def call_duty(
    about_words: Mapping[str, Words],
    *,
    at: datetime,
    customer_id: UUID | None = None,
    is_drill: bool = False,
    about: About | None = None,
) -> StaffCall:
    """Call who is on duty, then the next ones, until one acknowledges.

    about  as long as nobody has acknowledged, there is one call about it: it is returned.
    Raises BadWords.
    """
    check(about_words)
    with across(_WHY):
        found = _open_call(about)
        if found:
            return found
        made = StaffCall.objects.create(
            customer_id=customer_id,
            about_kind=about.kind if about else "",
            about_id=about.id if about else None,
            words=packed(about_words),
            told_at=at,
            is_drill=is_drill,
        )
        people = recipients(at)
        chats = [*chats_of(None), *pushes_to_staff(people)]
        called = put_out(made, call_staff(people, at=at, chats=chats), at=at)
        target = f"staff_call {made.id}"
        record("staff.called", actor=None, customer=customer_id, target=target, ways=len(called), is_drill=is_drill)
        return made


@transaction.atomic
def acknowledge(call: StaffCall, person: Person, *, at: datetime, how: str) -> StaffCall:
    """Somebody of the staff has it: nobody else is called. how: key, answer, page. The second one changes nothing."""
    with across(_WHY):
        found = StaffCall.objects.select_for_update(of=("self",)).filter(id=call.id).first()
        if found is None:
            raise NotFound(call.id)
        if found.acknowledged_at is None:
            found.acknowledged_at, found.acknowledged_by, found.acknowledged_how = at, person, how
            found.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_how"])
            record(
                "staff.acknowledged", actor=person, customer=found.customer_id, target=f"staff_call {found.id}", how=how
            )
            take_back(found, at=at, why="acknowledged")
        return found


@transaction.atomic
def withdraw(call: StaffCall, *, at: datetime) -> None:
    """Nobody needs to come any more."""
    with across(_WHY):
        found = StaffCall.objects.select_for_update(of=("self",)).get(id=call.id)
        if found.acknowledged_at is None and found.withdrawn_at is None:
            found.withdrawn_at = at
            found.save(update_fields=["withdrawn_at"])
            take_back(found, at=at, why="withdrawn")
            record("staff.call_withdrawn", actor=None, customer=found.customer_id, target=f"staff_call {found.id}")


def recipients(at: datetime) -> Sequence[Recipient]:
    """Who is called at a moment, each after his minutes."""
    return [
        Recipient(
            one.name,
            one.phone,
            one.mail,
            language=one.language,
            person=one.person,
            after=timedelta(minutes=one.after_minutes),
            ways=() if one.ways == WAYS else tuple(_WAYS[way] for way in one.ways),
        )
        for one in chain(at)
    ]


def _open_call(about: About | None) -> StaffCall | None:
    if about is None:
        return None
    found = StaffCall.objects.filter(about_kind=about.kind, about_id=about.id, acknowledged_at=None, withdrawn_at=None)
    return found.order_by("told_at").first()
