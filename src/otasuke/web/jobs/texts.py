"""Texts (SMS) that are sent later: made in the transaction of what they tell about, and never sent twice, as far as the carrier lets us know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from otasuke.carrier import CarrierEvent, Receipt, Refused, Status, Text, newer
from otasuke.web.jobs.carriers import NoCarrier, carrier, has_carrier
from otasuke.web.jobs.declaring import GiveUp, task
from otasuke.web.jobs.models import TextMessage
from otasuke.web.seals.sealing import seal, unseal


def send_later(text: Text, *, not_after: datetime | None = None) -> UUID:
    """Queue a text in the transaction that is open; its id. A reference that was queued before is not queued again. Raises NoCarrier.

    not_after  when it stops being of use: a link in it is over.
    It is sent as soon as that transaction is committed, and again with growing waits; but where the carrier may have it already, it is asked
    first (ADR 0014). Given up (`otasuke jobs`, and the console) if the carrier refuses it for good.
    """
    if not has_carrier():
        raise NoCarrier
    told = {
        "to": text.to,
        "words": sealed(text.reference, text.words),
        "made_at": timezone.now(),
        "not_after": not_after,
    }
    kept, is_new = TextMessage.objects.get_or_create(reference=text.reference, defaults=told)
    if is_new:
        send_text.defer(text=str(kept.id))
    return kept.id


@task()
def send_text(text: str) -> None:
    """Send a text, unless the carrier has it; what it said is then forgotten. Raises GiveUp, Refused, Unanswered, NoCarrier."""
    now = timezone.now()
    # Known before the carrier is: a process that dies while it speaks to the carrier has left its word that it did.
    is_first = TextMessage.objects.filter(id=UUID(text), tried_at=None).update(tried_at=now) == 1
    with transaction.atomic():
        _alone(UUID(text))
        kept = TextMessage.objects.filter(id=UUID(text), accepted_at=None).exclude(words="").first()
        if kept is None:
            return
        is_over = kept.not_after is not None and now > kept.not_after
        if is_over:
            _settle(kept)
        else:
            _settle(kept, _handed_over(kept, is_first=is_first))
    if is_over:
        raise GiveUp("too late: what it says is over")


def heard(event: CarrierEvent, **_: object) -> None:
    """Write down what the carrier told about one of our texts (`carrier_told`); what it told of anything else is not ours."""
    with transaction.atomic():
        kept = TextMessage.objects.select_for_update().filter(reference=event.reference).first()
        if kept is None:
            return
        known = Status(kept.status) if kept.status else Status.QUEUED
        kept.status, kept.code = newer(known, event.status).value, event.code or kept.code
        if kept.accepted_at is None:  # its answer was lost, or is not here yet
            kept.accepted_at, kept.carrier_id, kept.to, kept.words = timezone.now(), event.carrier_id, "", ""
        kept.save()


def sealed(reference: str, words: str) -> str:
    """What a text says, as it may stand in its row."""
    return seal(words, about=_about(reference))


def opened(reference: str, words: str) -> str:
    """What it says. Raises CannotUnseal."""
    return unseal(words, about=_about(reference))


def _about(reference: str) -> str:
    return f"jobs text {reference}"


def _handed_over(kept: TextMessage, *, is_first: bool) -> Receipt:
    """The carrier has it now, or had it already. Raises GiveUp, Refused, Unanswered, NoCarrier."""
    text, via = Text(kept.to, opened(kept.reference, kept.words), kept.reference), carrier()
    assert kept.tried_at is not None
    try:
        found = None if is_first else via.find(text, since=kept.tried_at)
        return found or via.send_text(text)
    except Refused as error:
        if error.permanent:
            raise GiveUp(f"the carrier refused the text ({error.code})") from error
        raise


def _settle(kept: TextMessage, receipt: Receipt | None = None) -> None:
    """Forget what it said. The carrier may have told of it meanwhile: that stays."""
    TextMessage.objects.filter(id=kept.id).update(to="", words="")
    if receipt:
        told = {"accepted_at": timezone.now(), "carrier_id": receipt.carrier_id}
        TextMessage.objects.filter(id=kept.id, accepted_at=None).update(**told)


def _alone(text: UUID) -> None:
    """Nobody else sends it meanwhile. Its row stays free, for what the carrier tells us of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(text.bytes[:8], "big", signed=True)])
