"""What the owner does on his way in. Each verb may be done again: then nothing changes. Each raises NotYet if it comes too early."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from otasuke.web.accounts.links import digest_of
from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.contracts.explaining import Telling, consent, explain_start
from otasuke.web.contracts.models import Consent, Contract, Explanation
from otasuke.web.contracts.services import begin
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Membership
from otasuke.web.joining.errors import LinkIsOver, NoDevice, TooMany
from otasuke.web.joining.models import Joining, LearningLetter, Reached
from otasuke.web.joining.policy import (
    LEARNS_FOR,
    MOST_OF_A_KIND,
    Heard,
    Standing,
    Step,
    after,
    is_done,
    missing,
    seats_over,
)
from otasuke.web.joining.services import locked
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import IS_SEAT
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.sensors.services import add_device, remove
from otasuke.web.sensors.setting_up.pages import needs_code
from otasuke.web.tenancy.scope import tenant_scope

_SEATS = frozenset(kind.value for kind in IS_SEAT)


@dataclass(frozen=True, slots=True)
class Signing:
    """Who agrees, to which text. by_mail: he came by the mailed link, so that the address is his."""

    explanation: UUID
    digest: str
    name: str
    email: str
    by_mail: bool


def read_who(joining: Joining, *, now: datetime) -> Joining:
    """He knows who we are."""
    with _walking(joining, Step.WHO, now) as found:
        return found


def choose_number(joining: Joining, endpoints: int, *, language: str, now: datetime) -> Joining:
    """He says how many computers there are; what that costs is explained, in the language that he reads.

    Asked again before he agreed, it is explained anew. Raises BreaksRules.
    """
    with _walking(joining, Step.COST, now) as found:
        if not is_done(Step(found.step), Step.CONSENT):
            telling = Telling(Explanation.How.PAGE, language, None, now)
            day = timezone.localdate(now)
            explain_start(found.contract_id, telling, plan=found.plan, endpoints=endpoints, from_day=day)
        return found


def agree(joining: Joining, signing: Signing, *, now: datetime) -> str:
    """He agrees; the secret of a link that has to be mailed to him, so that he confirms his address, or "".

    He becomes the company's owner when it is sure that the address is his: at once if he came by the mailed link. One
    that was typed may be a stranger's, if only by a slip. Raises NotConsentable.
    """
    with _walking(joining, Step.CONSENT, now) as found:
        if Consent.objects.filter(explanation__contract=found.contract_id).exists():
            return ""
        consent(signing.explanation, digest=signing.digest, name=signing.name, person=None, at=now)
        found.name = signing.name.strip()
        return _address(found, signing)


def confirm_address(joining: Joining) -> None:
    """He pressed the button on the page that the mailed link opens: the address is his. Only who has agreed is somebody."""
    with tenant_scope(joining.customer_id):
        found = locked(joining.id)
        if found.email and found.name:
            _let_in(found)


def choose_devices(
    joining: Joining, wanted: Mapping[str, int], *, named: Callable[[str, int], str], now: datetime
) -> Joining:
    """He says what there is to connect, as `kind` or `kind/brand` → how many; what is missing is added.

    named  what the n-th device of a kind is called. Raises NoDevice, TooMany, BadDevice, BrokerAway.
    """
    with _walking(joining, Step.COUNT, now) as found:
        _check(found, wanted)
        there = devices_of(found.customer)
        differences = missing(wanted, Counter(map(_key, there)))
        for key, difference in differences.items():
            unheard = [one for one in reversed(there) if _key(one) == key and one.first_seen is None]
            for device in unheard[: max(0, -difference)]:
                remove(device, actor=None)
        for key, difference in differences.items():
            for _ in range(difference):
                _add(found, key, named)
        return found


def settle(joining: Joining, *, now: datetime) -> Joining:
    """Note what was heard: the service begins with the first device; when its owner has nothing left to connect, the company is in.

    Anybody may ask at any time; without news nothing is written.
    """
    with tenant_scope(joining.customer_id):
        heard = heard_of(devices_of(joining.customer))
        is_news = heard.connected and not LearningLetter.objects.filter(joining=joining.id).exists()
        if not is_news and not (heard.is_in and joining.step == Step.DEVICES.value):
            return joining
        found = locked(joining.id)
        if not is_done(Step(found.step), Step.COUNT):
            return found
        _begin(found, now)
        if heard.is_in:
            _go(found, Step.DEVICES, now)
        return found


def heard_of(devices: Sequence[Device]) -> Heard:
    """How many there are, were heard, and are left to the owner."""
    silent = [one for one in devices if one.first_seen is None]
    return Heard(len(devices), len(devices) - len(silent), sum(map(needs_code, silent)))


@contextmanager
def _walking(joining: Joining, step: Step, now: datetime) -> Iterator[Joining]:
    """Do what a step asks for, on a row that nobody else changes; then he stands at the next one."""
    with tenant_scope(joining.customer_id):
        found = locked(joining.id)
        if found.withdrawn_at is not None:
            raise LinkIsOver(Standing.WITHDRAWN)
        after(Step(found.step), step)
        yield found
        _go(found, step, now)


def _go(joining: Joining, done: Step, now: datetime) -> None:
    """Save where he stands who has done this."""
    reached = after(Step(joining.step), done)
    if reached.value != joining.step:
        joining.step, joining.since = reached.value, now
        Reached.objects.create(customer_id=joining.customer_id, joining=joining, step=reached.value, at=now)
        target = f"joining {joining.id}"
        record("joining.reached", actor=None, customer=joining.customer_id, target=target, step=reached.value)
    joining.save()


def _address(joining: Joining, signing: Signing) -> str:
    if signing.by_mail:
        _let_in(joining)
        return ""
    joining.email = signing.email.strip()
    secret = secrets.token_urlsafe(24) if joining.email else ""
    joining.mailed_digest = digest_of(secret) if secret else None
    return secret


def _let_in(joining: Joining) -> None:
    """Who signed becomes the owner; who has the address already is that person."""
    person = Person.objects.filter(email__iexact=joining.email).first()
    person = person or Person.objects.create(email=joining.email, name=joining.name)
    whose = joining.customer_id
    _, is_new = Membership.objects.get_or_create(
        customer_id=whose, person=person, defaults={"role": Membership.Role.OWNER}
    )
    if is_new:
        record("member.joined", actor=person, customer=whose, target=f"person {person.id}", role="owner")


def _check(joining: Joining, wanted: Mapping[str, int]) -> None:
    if not 0 < sum(wanted.values()) <= MOST_OF_A_KIND * len(wanted):
        raise NoDevice
    contracted = Contract.objects.values_list("endpoints", flat=True).get(id=joining.contract_id)
    if over := seats_over(wanted, _SEATS, contracted=contracted):
        raise TooMany(contracted, over)


def _key(device: Device) -> str:
    return f"{device.kind}/{device.brand}" if device.brand else device.kind


def _add(joining: Joining, key: str, named: Callable[[str, int], str]) -> None:
    kind, _, brand = key.partition("/")
    there = Device.objects.filter(customer=joining.customer_id, kind=kind, removed=None).count()
    add_device(joining.customer, name=named(kind, there + 1), kind=kind, brand=brand, actor=None)


def _begin(joining: Joining, now: datetime) -> None:
    """The service begins today, and the letter is due when the usual days are learnt."""
    today = timezone.localdate(now)
    if Contract.objects.filter(id=joining.contract_id, state=State.SIGNED.value).exists():
        begin(joining.contract_id, on=today, actor=None)
    LearningLetter.objects.get_or_create(
        customer_id=joining.customer_id, joining=joining, defaults={"due_on": today + LEARNS_FOR}
    )
