"""Telling, closing, answering, calling: each a part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from otasuke.advice.colour import Colour
from otasuke.web.audit.services import record
from otasuke.web.notify.announcing import say
from otasuke.web.notify.browsers import pushes_to
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.places import chats_of
from otasuke.web.notify.planning import of_subject, put_out, take_back
from otasuke.web.notify.policy import Chat, Way, closing, has_risen, plan
from otasuke.web.notify.recipients import hours_of_sites, recipients_of
from otasuke.web.notify.unreached import nobody_else_needs_to_come, tell_staff
from otasuke.web.notify.words import About, Answer, Consequence, Words, check, packed
from otasuke.web.tenancy.scope import tenant_scope

State = Delivery.State
_REACHED = (State.ACCEPTED, State.DELIVERED, State.ACKNOWLEDGED)


@transaction.atomic
def tell(
    customer_id: UUID,
    about: About,
    *,
    colour: Colour,
    words: Mapping[str, Words],
    at: datetime,
    is_drill: bool = False,
    quietly: bool = False,
) -> Message:
    """Tell a company about a matter; of one that it was told of, say what is true now.

    Somebody is interrupted if it is new, has become worse, or begins again after it was closed. The same said twice changes nothing.
    quietly: it is what they said themselves, so that nobody is interrupted.
    Raises BadWords.
    """
    check(words)
    with tenant_scope(customer_id):
        made = Message(
            customer_id=customer_id,
            about_kind=about.kind,
            about_id=about.id,
            colour=colour.value,
            words=packed(words),
            made_at=at,
            told_at=at,
            updated_at=at,
            is_drill=is_drill,
        )
        Message.objects.bulk_create([made], ignore_conflicts=True)
        found = _locked(about)
        if found.id == made.id:
            say("opened", found)
            _interrupt(found, at)
        else:
            _update(found, colour, packed(words), at, quietly=quietly)
        return found


@transaction.atomic
def close(customer_id: UUID, about: About, *, words: Mapping[str, Words], at: datetime) -> Message | None:
    """終わりました. Who was told is told so, once and quietly; what waits is not sent. None: nobody was told of it.

    Raises BadWords.
    """
    check(words)
    with tenant_scope(customer_id):
        found = _locked_or_none(about)
        if found is None or found.closed_at is not None:
            return found
        found.words, found.closed_at, found.updated_at = packed(words), at, at
        found.revision += 1
        found.save(update_fields=["words", "closed_at", "updated_at", "revision"])
        take_back(found, at=at, why="closed")
        told = (
            of_subject(found).filter(occasion=Delivery.Occasion.TOLD, state__in=_REACHED).values_list("way", "address")
        )
        people = recipients_of(customer_id)
        chats = _beside(customer_id)
        planned = closing(people, list(told), at=at, hours=hours_of_sites(customer_id), chats=chats)
        put_out(found, planned, at=at, occasion=Delivery.Occasion.CLOSED)
        say("closed", found)
        record("message.closed", actor=None, customer=customer_id, target=f"message {found.id}", told=len(planned))
        return found


@transaction.atomic
def answer(message: Message, answer: Answer, *, words: str = "", by: str, at: datetime) -> Message:
    """What somebody of the company says. It can be changed. Who answers has acknowledged: nobody else is called.

    words  what he wrote, where he did.
    """
    with tenant_scope(message.customer_id):
        found = Message.objects.select_for_update(of=("self",)).get(id=message.id)
        found.answer, found.answer_words = answer.value, words
        found.answered_by, found.answered_at = by[:80], at
        found.save(update_fields=["answer", "answer_words", "answered_by", "answered_at"])
        record(
            "message.answered",
            actor=None,
            customer=found.customer_id,
            target=f"message {found.id}",
            answer=answer.value,
        )
        acknowledge_message(found, by=by, how="answer", at=at)
        return found


@transaction.atomic
def take_back_answer(message: Message, *, by: str, at: datetime) -> Message:
    """It is as if nobody had answered; that somebody was reached stays."""
    with tenant_scope(message.customer_id):
        found = Message.objects.select_for_update(of=("self",)).get(id=message.id)
        found.answer, found.answer_words, found.answered_by, found.answered_at, found.updated_at = "", "", "", None, at
        found.save(update_fields=["answer", "answer_words", "answered_by", "answered_at", "updated_at"])
        record("message.answer_taken_back", actor=None, customer=found.customer_id, target=f"message {found.id}", by=by)
        return found


@transaction.atomic
def acknowledge_message(message: Message, *, by: str, how: str, at: datetime) -> None:
    """Somebody of the company has it: nobody of it is called any more. how: key, answer, page. The second one changes nothing.

    Who answers what settles something calls off the staff on duty too; who has only heard of it does not.
    """
    with tenant_scope(message.customer_id):
        found = Message.objects.select_for_update(of=("self",)).get(id=message.id)
        if found.acknowledged_at is None:
            found.acknowledged_at, found.acknowledged_by, found.acknowledged_how = at, by[:80], how
            found.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_how"])
            target = f"message {found.id}"
            record("message.acknowledged", actor=None, customer=found.customer_id, target=target, how=how)
        nobody_else_needs_to_come(found, at=at, is_settled=_settles(found.answer))
        _stop(found, at)
        message.refresh_from_db()


def _settles(answer: str) -> bool:
    return bool(answer) and Answer(answer).consequence is not Consequence.NOTED


def _stop(message: Message, at: datetime) -> None:
    if message.colour == Colour.RED:
        take_back(message, at=at, why="acknowledged", ways=(Way.CALL, Way.SMS, Way.MAIL))


def _update(found: Message, colour: Colour, words: dict[str, dict[str, str]], at: datetime, *, quietly: bool) -> None:
    before, begins_again = Colour(found.colour), found.closed_at is not None
    if not begins_again and (before, found.words) == (colour, words):
        return
    found.colour, found.words, found.updated_at, found.closed_at = colour.value, words, at, None
    found.revision += 1
    if not quietly and (begins_again or has_risen(before, colour) or _was_nobody_told(found, before, colour)):
        found.interruption += 1
        found.told_at, found.rounds = at, 0
        found.acknowledged_at, found.acknowledged_by, found.acknowledged_how = None, "", ""
        take_back(found, at=at, why="said anew")
        found.save()
        say("opened" if begins_again else "risen", found)
        _interrupt(found, at)
        return
    found.save()
    if colour is not Colour.RED and before is Colour.RED:
        take_back(found, at=at, why="not red any more")


def _was_nobody_told(found: Message, before: Colour, colour: Colour) -> bool:
    """Whether a 赤 became a 黄 before anything had gone out about it."""
    if (before, colour) != (Colour.RED, Colour.YELLOW):
        return False
    gone = of_subject(found).exclude(state__in=(State.WAITING, State.NOT_NEEDED, State.GIVEN_UP))
    return not gone.exists()


def _interrupt(found: Message, at: datetime) -> Sequence[Delivery]:
    """Fill the outbox, by the colour; 青 and 緑 are read where they stand."""
    customer_id, colour = found.customer_id, Colour(found.colour)
    planned = plan(
        colour, recipients_of(customer_id), at=at, hours=hours_of_sites(customer_id), chats=_beside(customer_id)
    )
    target = f"message {found.id}"
    if colour in (Colour.RED, Colour.YELLOW):
        record("message.told", actor=None, customer=customer_id, target=target, colour=colour.value, ways=len(planned))
    made = put_out(found, planned, at=at)
    if colour is Colour.RED and not any(one.way is Way.CALL for one in planned):
        tell_staff(found, at=at, has_phone=False)
    return made


def _beside(customer_id: UUID) -> Sequence[Chat]:
    """Where it is written too."""
    return [*chats_of(customer_id), *pushes_to(customer_id)]


def _locked(about: About) -> Message:
    found = _locked_or_none(about)
    assert found
    return found


def _locked_or_none(about: About) -> Message | None:
    wanted = Message.objects.select_for_update(of=("self",))
    return wanted.filter(about_kind=about.kind, about_id=about.id).first()
