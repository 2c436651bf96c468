"""線を抜きました. What an owner has done with his own hands, in the story of the incident; he can take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.flows.telling import KIND
from otasuke.web.incidents.changing import locked
from otasuke.web.incidents.errors import NotFound
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.notify.asking import messages_about
from otasuke.web.notify.services import acknowledge_message
from otasuke.web.ui.sentences import Sentence, _, as_data

_DONE, _TAKEN_BACK = "unplugged", "plugged"


@transaction.atomic
def unplug(incident: UUID, *, by: Person, at: datetime) -> Entry:
    """He has pulled the cable: who says so has been reached, and nobody of his company is called any more. Raises NotFound."""
    entry = _add(incident, _DONE, _("%(name)sさんが線を抜きました。", name=by.name), by=by, at=at)
    message = messages_about(KIND, [incident]).get(incident)
    if message:
        acknowledge_message(message, by=by.name, how="page", at=at)
    return entry


@transaction.atomic
def take_back(incident: UUID, *, by: Person, at: datetime) -> Entry:
    """He has not, or it is in again. Raises NotFound."""
    words = _("%(name)sさんが「線を抜きました」を取り消しました。", name=by.name)
    return _add(incident, _TAKEN_BACK, words, by=by, at=at)


def unplugged(incident: Incident) -> Entry | None:
    """Who says that it is unplugged, and when; None: nobody does."""
    said = Entry.objects.filter(incident=incident, kind__in=(_DONE, _TAKEN_BACK)).select_related("by")
    last = said.order_by("-at", "-id").first()
    return last if last and last.kind == _DONE else None


def _add(incident: UUID, kind: str, words: Sentence, *, by: Person, at: datetime) -> Entry:
    found = locked(incident)
    if not found.is_open:
        raise NotFound
    record(f"incident.{kind}", actor=by, customer=found.customer_id, target=f"incident {found.id}", code=found.code)
    return Entry.objects.create(
        customer_id=found.customer_id, incident=found, at=at, kind=kind, words=as_data(words), by=by
    )
