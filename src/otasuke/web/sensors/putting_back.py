"""Taking a device away so that it can be put back for ten minutes: then it sends on, with the credential that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from otasuke.enrol.credentials import REGISTRY, Credential, add, read_credential
from otasuke.stream.port import Broker
from otasuke.web.audit.services import Actor, record
from otasuke.web.sensors.broker import asked
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import remove
from otasuke.web.tenancy.scope import tenant_scope

UNDO_WITHIN = timedelta(minutes=10)


class NoLongerPossible(Exception):
    """It is too late, or the device was put back already."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A device that was taken away. credential: as the registry had it; "": it had none. It holds no token."""

    device: UUID
    customer: UUID
    name: str
    credential: str
    until: datetime

    def packed(self) -> dict[str, str]:
        """For a session."""
        return {
            "device": str(self.device), "customer": str(self.customer), "name": self.name,
            "credential": self.credential, "until": self.until.isoformat(),
        }  # fmt: skip

    @classmethod
    def unpacked(cls, kept: Mapping[str, str]) -> Removed:
        """From a session."""
        until = datetime.fromisoformat(kept["until"])
        return cls(UUID(kept["device"]), UUID(kept["customer"]), kept["name"], kept["credential"], until)


def take_away(device: Device, *, actor: Actor | None) -> Removed:
    """Take a device away: from now on it may not send. Raises NotFound, BrokerAway."""
    id = device.credential_id
    credential = asked(lambda broker: _kept(broker, id)) if id else ""
    remove(device, actor=actor)
    return Removed(device.id, device.customer_id, device.name, credential, timezone.now() + UNDO_WITHIN)


def put_back(removed: Removed, *, actor: Actor | None, now: datetime) -> Device:
    """Put it back as it was. Raises NoLongerPossible, BrokerAway."""
    with tenant_scope(removed.customer):
        device = Device.objects.select_for_update().exclude(removed=None).filter(id=removed.device).first()
        if device is None or now >= removed.until:
            raise NoLongerPossible
        credential = read_credential(removed.credential.encode()) if removed.credential else None
        device.removed = None
        if credential:
            device.credential_id, device.handed_out = credential.id, credential.made_at
        device.save(update_fields=["removed", "credential_id", "handed_out"])
        record(
            "device.put_back", actor=actor, customer=device.customer_id, target=f"device {device.id}", code=device.code
        )
        if credential:
            asked(lambda broker: _let_in(broker, credential))
    return device


async def _kept(broker: Broker, id: str) -> str:
    found = (await (await broker.registry(REGISTRY)).all()).get(id, b"")
    return found.decode()


async def _let_in(broker: Broker, credential: Credential) -> None:
    await add(await broker.registry(REGISTRY), credential)
