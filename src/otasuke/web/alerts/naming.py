"""Which device of the contract a name in the logs is, and what the customer calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from otasuke.advice.happening import Happening
from otasuke.findings.leases import Lease
from otasuke.findings.live import LiveDetection
from otasuke.web.alerts.happenings import clean, rebuilt
from otasuke.web.alerts.models import LONGEST_NAME, Alert, Naming
from otasuke.web.sensors.models import Device

_COMPUTERS = frozenset({Device.Kinds.WINDOWS.value, Device.Kinds.MACOS.value, Device.Kinds.LINUX.value})


@dataclass(slots=True)
class Devices:
    """The devices of one company.

    by_code  as sensors. by_name: small letters → the device of the contract that the logs call so.
    names    address → how the device calls itself that has it.
    """

    by_code: Mapping[str, Device]
    by_name: dict[str, Device] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def machine(self, name: str, *, sent_by: str = "", sensor: str = "") -> Device | None:
        """The device that is meant. sent_by: whose credential it was; sensor: how the record names who wrote it.

        A computer that writes of itself is its sender; a box at the entrance writes of others.
        """
        found = self.by_name.get(name.casefold()) if name else None
        sender = self.by_code.get(sent_by)
        if found or sender is None:
            return found
        is_own = sender.kind in _COMPUTERS and name.casefold() == sensor.casefold()
        return sender if is_own or not name else None

    def known_as(self) -> dict[str, str]:
        """What the customer calls them, by every name that the logs know, in small letters too."""
        by_code = {code: device.name for code, device in self.by_code.items()}
        return by_code | {seen_as: device.name for seen_as, device in self.by_name.items()}

    def happening(self, alert: Alert) -> Happening:
        """What an alert is, in the customer's names."""
        own = {alert.happening["device"]: alert.machine.name} if alert.machine else {}
        return rebuilt(alert.happening, known_as=self.known_as() | own)


def devices_of(customer: UUID) -> Devices:
    """The devices of a company, whose scope is open."""
    devices = {device.id: device for device in Device.objects.filter(customer=customer)}
    namings = list(Naming.objects.filter(customer=customer).values_list("seen_as", "machine_id", "name"))
    by_name = {device.name.casefold(): device for device in devices.values() if not device.removed}
    by_name |= {seen_as.casefold(): devices[machine] for seen_as, machine, name in namings if not name}
    return Devices(
        {device.code: device for device in devices.values()},
        by_name,
        {seen_as: name for seen_as, _, name in namings if name},
    )


def learn_names(customer: UUID, found: Iterable[LiveDetection], devices: Devices, *, at: datetime) -> None:
    """Remember what computers call themselves in what they send."""
    fresh: dict[str, Device] = {}
    for one in found:
        device = devices.by_code.get(one.sent_by)
        name = clean(one.sensor, longest=LONGEST_NAME)
        if device and device.kind in _COMPUTERS and name and name.casefold() not in devices.by_name:
            fresh[name] = device
    made = [Naming(customer_id=customer, seen_as=name, machine=device, at=at) for name, device in fresh.items()]
    Naming.objects.bulk_create(made, ignore_conflicts=True)
    devices.by_name.update({name.casefold(): device for name, device in fresh.items()})


def learn_leases(customer: UUID, leases: Iterable[Lease]) -> None:
    """Remember how devices call themselves that were given addresses; the newest counts, and what was said by hand stays.

    Who does not say how it is called is not called like the one that had its address before.
    """
    newest = {clean(one.address, longest=LONGEST_NAME): one for one in sorted(leases, key=lambda one: one.at)}
    nameless = [address for address, one in newest.items() if not one.name]
    Naming.objects.filter(customer=customer, seen_as__in=nameless, by_hand=False, machine=None).delete()
    by_hand = Naming.objects.filter(customer=customer, by_hand=True).values_list("seen_as", flat=True)
    made = [
        Naming(customer_id=customer, seen_as=address, name=clean(one.name, longest=LONGEST_NAME), at=one.at)
        for address, one in newest.items()
        if one.name and address not in set(by_hand)
    ]
    Naming.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["customer", "seen_as"], update_fields=["name", "machine", "at"]
    )


def name_by_hand(machine: Device, seen_as: str, *, at: datetime) -> Naming:
    """Somebody of the staff says which device an address or name is."""
    named, _made = Naming.objects.update_or_create(
        customer_id=machine.customer_id,
        seen_as=clean(seen_as.strip(), longest=LONGEST_NAME),
        defaults={"machine": machine, "name": "", "by_hand": True, "at": at},
    )
    return named
