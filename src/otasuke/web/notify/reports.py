"""What the carrier tells of our texts and calls, as soon as it knows: that a telephone rings, that somebody pressed the key."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from otasuke.carrier import CarrierEvent, Status
from otasuke.web.notify.channels.port import Became
from otasuke.web.notify.channels.telephone import BECAME
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.outbox import accept, end
from otasuke.web.notify.planning import note
from otasuke.web.tenancy.scope import across

State = Delivery.State
_STATES = {
    Became.DELIVERED: State.DELIVERED,
    Became.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Became.FAILED: State.FAILED,
}
_NOTED = {Status.RINGING: "ringing", Status.ANSWERED: "answered"}
_WORDS = {Status.ENDED: "it was taken, and nobody pressed the key"}


def heard(event: CarrierEvent, **_: object) -> None:
    """Write it down (`carrier_told`). What is about nothing of ours is somebody else's; the same twice changes nothing."""
    at = timezone.now()
    with transaction.atomic(), across("the carrier tells of whatever company"):
        found = Delivery.objects.select_for_update(of=("self",)).filter(reference=event.reference).first()
        if found is None:
            return
        accept(found.id, carrier_id=event.carrier_id, at=at, words="the carrier tells of it")
        if event.status in _NOTED:
            note([found], _NOTED[event.status], at=at)
        if event.status in BECAME:
            words = event.code or _WORDS.get(event.status, event.status.value)
            end(found.id, _STATES[BECAME[event.status]], at=at, words=words)
