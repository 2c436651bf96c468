"""Adding devices, letting them send, and taking that away. Every verb opens the company's scope, and records what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from otasuke.enrol.credentials import REGISTRY, BadCredential, Credential, add, all_credentials, new_credential
from otasuke.stream.port import Broker
from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.broker import asked
from otasuke.web.sensors.errors import AddressTaken, BadDevice, NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import IS_SEAT, Kind, kind_fault, name_fault, new_code
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.sentences import Sentence, _


@dataclass(frozen=True, slots=True)
class Handout:
    """What a device was given. token: kept nowhere, so it is shown now or never; "": it is known by its address."""

    device: Device
    token: str


def add_device(
    customer: Customer, *, name: str, kind: str, brand: str = "", actor: Actor | None, seat: bool | None = None
) -> Device:
    """Write down a device, which cannot send yet. seat: None for what is usual of its kind. Raises BadDevice."""
    _refuse(name=name_fault(name), kind=kind_fault(kind, brand))
    chosen = Kind(kind)
    with tenant_scope(customer.id):
        device = Device.objects.create(
            customer=customer,
            code=new_code(chosen),
            name=name.strip(),
            kind=chosen.value,
            brand=brand,
            seat=chosen in IS_SEAT if seat is None else seat,
        )
        _note("device.added", actor, device, kind=kind, brand=brand)
    return device


def rename(device: Device, *, name: str, actor: Actor | None) -> Device:
    """Call a device something else. Raises BadDevice, NotFound."""
    _refuse(name=name_fault(name))
    with tenant_scope(device.customer_id):
        found = _locked(device)
        found.name = name.strip()
        found.save(update_fields=["name"])
        _note("device.renamed", actor, found)
    return found


def hand_out(device: Device, *, actor: Actor | None, address: str | None = None) -> Handout:
    """Let a device send by a fresh credential; the one before is revoked. Raises NotFound, BadDevice, AddressTaken, BrokerAway.

    address  from where it sends, if it can send nothing but syslog: then it has no token. Only staff may say so: who
             names another's address gets his records.
    If it raises, the device is as it was, and it can be handed out again. The new credential is valid before the old one
    is revoked, so that the health watch does not take the sensor for a new one.
    """
    with tenant_scope(device.customer_id):
        found = _locked(device)
        now, before = timezone.now(), found.credential_id
        credential, token = _fresh(found, address, now)
        found.credential_id, found.handed_out = credential.id, now
        found.save(update_fields=["credential_id", "handed_out"])
        _note("device.handed_out", actor, found, credential=credential.id, known_by="address" if address else "token")
        asked(lambda broker: _replace(broker, credential, before))
    return Handout(found, token or "")


def remove(device: Device, *, actor: Actor | None) -> None:
    """Take a device away: from now on it may not send. Raises NotFound, BrokerAway."""
    with tenant_scope(device.customer_id):
        found = _locked(device)
        credential = found.credential_id
        found.credential_id, found.handed_out, found.removed = "", None, timezone.now()
        found.save(update_fields=["credential_id", "handed_out", "removed"])
        _note("device.removed", actor, found, credential=credential)
        if credential:
            asked(lambda broker: _revoke(broker, credential))


def _fresh(device: Device, address: str | None, now: datetime) -> tuple[Credential, str | None]:
    try:
        return new_credential(_tenant(device.customer_id), device.code, now=now, address=address)
    except BadCredential as error:
        raise BadDevice("address", _("%(address)s はIPアドレスではありません。", address=address or "")) from error


async def _replace(broker: Broker, new: Credential, before: str) -> None:
    registry = await broker.registry(REGISTRY)
    if new.address and any(one.address == new.address and one.id != before for one in await all_credentials(registry)):
        raise AddressTaken(new.address)
    await add(registry, new)
    if before:
        await registry.remove(before)


async def _revoke(broker: Broker, credential: str) -> None:
    await (await broker.registry(REGISTRY)).remove(credential)


def _locked(device: Device) -> Device:
    found = Device.objects.select_for_update().filter(id=device.id, removed=None).first()
    if found is None:
        raise NotFound
    return found


def _tenant(customer: UUID) -> str:
    return Customer.objects.values_list("tenant", flat=True).get(id=customer)


def _note(verb: str, actor: Actor | None, device: Device, **details: str) -> None:
    record(verb, actor=actor, customer=device.customer_id, target=f"device {device.id}", code=device.code, **details)


def _refuse(**faults: Sentence | None) -> None:
    for field, sentence in faults.items():
        if sentence:
            raise BadDevice(field, sentence)
