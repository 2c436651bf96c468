"""連絡の場所. Chats of companies and of the staff: kept with their secrets sealed, and tried."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.notify.channels.chats import Chat as ChatChannel
from otasuke.web.notify.channels.port import Outgoing, Refused, Unclear
from otasuke.web.notify.channels.written import FIELDS, Known
from otasuke.web.notify.errors import BadPlace, NotFound
from otasuke.web.notify.models import Place
from otasuke.web.notify.policy import Chat, Way
from otasuke.web.notify.words import Words
from otasuke.web.outside.asking import Network, usual_network
from otasuke.web.outside.policy import check_url
from otasuke.web.provider.selectors import provider
from otasuke.web.seals.sealing import CannotUnseal, seal, unseal
from otasuke.web.tenancy.scope import across, tenant_scope

_WHY = "places are of companies, and of the staff"
_TRIED = {
    "ja": Words("連絡の場所のためし", "この場所に、お知らせを送れます。"),
    "en": Words("A try", "Messages can be sent to this place."),
}


@transaction.atomic
def add_place(
    way: Way,
    name: str,
    known: Mapping[str, str],
    *,
    customer: UUID | None,
    language: str,
    actor: Person,
    at: datetime,
) -> Place:
    """Have messages written there too. customer: whose place it is; None: the staff's. Raises BadPlace, BadUrl."""
    wanted = FIELDS.get(way, ())
    if not wanted or not all(known.get(field, "").strip() for field in wanted):
        raise BadPlace(", ".join(wanted))
    if "url" in wanted:
        check_url(known["url"], may_be_local=usual_network().may_be_local)
    number = uuid4()
    kept = json.dumps({field: known[field].strip() for field in wanted})
    with _scope(customer):
        made = Place.objects.create(
            id=number,
            customer_id=customer,
            way=way.value,
            name=name,
            language=language,
            known=seal(kept, about=_about(number)),
            made_by=actor,
            made_at=at,
        )
        record("place.added", actor=actor, customer=customer, target=f"place {made.id}", way=way.value)
    return made


@transaction.atomic
def remove_place(place: UUID, *, actor: Person, at: datetime) -> Place:
    """Nothing is written there any more. Raises NotFound."""
    return _change(place, at, actor, "place.removed")


@transaction.atomic
def bring_back(place: UUID, *, actor: Person) -> Place:
    """Something is written there again. Raises NotFound."""
    return _change(place, None, actor, "place.brought_back")


def places() -> Sequence[Place]:
    """All of them, the staff's first."""
    with across(_WHY):
        found = Place.objects.select_related("customer").filter(removed_at=None)
        return sorted(found, key=lambda one: (one.customer is not None, one.name))


def place_of(place: UUID) -> Place:
    """One of them, also one that was removed. Raises NotFound."""
    with across(_WHY):
        found = Place.objects.select_related("customer").filter(id=place).first()
    if found is None:
        raise NotFound(place)
    return found


def chats_of(customer: UUID | None) -> Sequence[Chat]:
    """Where messages to a company, or calls of staff, are written too."""
    with across(_WHY):
        of = Q(customer=None) if customer is None else Q(customer_id=customer)
        found = Place.objects.filter(of, removed_at=None).order_by("made_at")
        return [Chat(Way(one.way), str(one.id), one.name, one.language) for one in found]


def known_of(place: str) -> Known | None:
    """What is needed to write to a place; None if it was removed, or its secret cannot be read."""
    try:
        found = place_of(UUID(place))
        if found.removed_at is not None:
            return None
        opened: Known = json.loads(unseal(found.known, about=_about(found.id)))
    except (NotFound, ValueError, CannotUnseal):
        return None
    return opened


def try_out(place: UUID, *, at: datetime, network: Network | None = None) -> str:
    """Write something there now; why it was not taken, or "". Raises NotFound."""
    found, desk = place_of(place), provider()
    message = Outgoing(
        reference=str(uuid4()),
        to=str(found.id),
        name=found.name,
        language=found.language,
        words=_TRIED[found.language],
        thread=str(found.id),
        word="ためし" if found.language == "ja" else "try",
        link="",
        desk=(desk.name, desk.phone, desk.hours),
        began_at=at,
    )
    try:
        ChatChannel(Way(found.way), known_of, network=network or usual_network()).send(message)
    except (Refused, Unclear) as error:
        return str(error)
    return ""


def _change(place: UUID, removed_at: datetime | None, actor: Person, verb: str) -> Place:
    customer = place_of(place).customer
    with _scope(customer.id if customer else None):
        found = Place.objects.select_for_update(of=("self",)).get(id=place)
        found.removed_at = removed_at
        found.save(update_fields=["removed_at"])
        record(verb, actor=actor, customer=customer.id if customer else None, target=f"place {found.id}")
    return found


def _scope(customer: UUID | None) -> AbstractContextManager[None]:
    return across(_WHY) if customer is None else tenant_scope(customer)


def _about(place: UUID) -> str:
    return f"notify place {place}"
