"""通知を受けるブラウザー. Somebody lets a browser of his show what he is told, and takes that back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.customers.models import Membership
from otasuke.web.notify.channels.port import Outgoing, Refused, Unclear
from otasuke.web.notify.channels.push import Push
from otasuke.web.notify.channels.pushed import FIELDS, BadBrowser, Known, check_browser, key_from, public_half
from otasuke.web.notify.models import PushBrowser
from otasuke.web.notify.policy import Chat, Recipient, Way
from otasuke.web.notify.words import Words
from otasuke.web.outside.asking import Network, usual_network
from otasuke.web.outside.policy import BadUrl, check_url
from otasuke.web.provider.selectors import provider
from otasuke.web.seals.sealing import CannotUnseal, derived, seal, unseal
from otasuke.web.tenancy.scope import tenant_scope

MOST = 20
"""So many browsers may somebody have."""
_SEED_BYTES = 48
_TRIED = {
    "ja": Words("通知のためし", "この端末に、お知らせが届きます。"),
    "en": Words("A try", "Messages come to this device."),
}


def public_key() -> str:
    """What a browser needs to give us an address."""
    return public_half(_key())


@transaction.atomic
def add_browser(person: Person, known: Mapping[str, str], *, browser: str, at: datetime) -> PushBrowser:
    """Let a browser show what this person is told; one that is there already becomes his. Raises BadBrowser."""
    kept = {field: str(known.get(field, "")).strip() for field in FIELDS}
    check_browser(kept)
    try:
        check_url(kept["endpoint"], may_be_local=usual_network().may_be_local)
    except BadUrl as error:
        raise BadBrowser(error.reason) from error
    mark = sha256(kept["endpoint"].encode()).hexdigest()
    PushBrowser.objects.filter(mark=mark).delete()
    if PushBrowser.objects.filter(person=person).count() >= MOST:
        raise BadBrowser("too many")
    number = uuid4()
    sealed = seal(json.dumps(kept), about=_about(number))
    made = PushBrowser.objects.create(
        id=number, person=person, mark=mark, known=sealed, browser=browser[:200], made_at=at
    )
    record("push.added", actor=person, target=f"push browser {made.id}")
    return made


@transaction.atomic
def remove_browser(person: Person, browser: UUID) -> bool:
    """Nothing is shown there any more; whether it was his."""
    gone, _ = PushBrowser.objects.filter(person=person, id=browser).delete()
    if gone:
        record("push.removed", actor=person, target=f"push browser {browser}")
    return bool(gone)


def browsers_of(person: Person) -> Sequence[PushBrowser]:
    """His, the newest first."""
    return list(PushBrowser.objects.filter(person=person).order_by("-made_at"))


def pushes_to(customer: UUID) -> Sequence[Chat]:
    """The browsers of a company's people. 黄 waits there for the end of each one's quiet hours."""
    with tenant_scope(customer):
        people = list(Membership.objects.values_list("person", flat=True))
    found = PushBrowser.objects.select_related("person").filter(person__in=people, person__is_active=True)
    return [
        Chat(Way.PUSH, str(one.id), one.person.name, one.person.language, quiet=one.person.quiet)
        for one in found.order_by("made_at")
    ]


def pushes_to_staff(chain: Sequence[Recipient]) -> Sequence[Chat]:
    """The browsers of those who are called, each when he is."""
    after = {one.person: one.after for one in reversed(chain) if one.person}
    found = PushBrowser.objects.select_related("person").filter(person__in=after)
    return [
        Chat(Way.PUSH, str(one.id), one.person.name, one.person.language, after=after[one.person_id])
        for one in found.order_by("made_at")
    ]


def push_channel(network: Network | None = None) -> Push:
    """The channel, by the settings."""
    return Push(
        _known_of,
        forget=_forget,
        key=_key,
        contact=_contact,
        network=network or usual_network(),
        clock=timezone.now,
    )


def try_out(person: Person, browser: UUID, *, at: datetime, network: Network | None = None) -> str:
    """Show something there now; why it was not taken, or ""."""
    found, desk = PushBrowser.objects.filter(person=person, id=browser).first(), provider()
    if found is None:
        return "this browser was taken away"
    message = Outgoing(
        reference=str(uuid4()),
        to=str(found.id),
        name=person.name,
        language=person.language,
        words=_TRIED[person.language],
        thread=str(found.id),
        word="ためし" if person.language == "ja" else "try",
        link="",
        desk=(desk.name, desk.phone, desk.hours),
        began_at=at,
    )
    try:
        push_channel(network).send(message)
    except (Refused, Unclear) as error:
        return str(error)
    return ""


def _known_of(browser: str) -> Known | None:
    try:
        found = PushBrowser.objects.filter(id=UUID(browser)).first()
        opened: Known | None = json.loads(unseal(found.known, about=_about(found.id))) if found else None
    except (ValueError, CannotUnseal):
        return None
    return opened


def _forget(browser: str) -> None:
    PushBrowser.objects.filter(id=UUID(browser)).delete()


def _contact() -> str:
    """A push service that has trouble with us looks here."""
    mail = provider().email
    return f"mailto:{mail}" if mail else settings.PUBLIC_URL


@cache
def _key() -> EllipticCurvePrivateKey:
    return key_from(derived("web push", _SEED_BYTES))


def _about(browser: UUID) -> str:
    return f"push browser {browser}"
