"""Companies of the fleet: who works there, on which machines, behind which box. The same seed makes the same ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from otasuke.simulating import names

_SPREAD = 0.85
"""Of the logarithm of the number of PCs: many companies of four, some of forty."""
_OTHER_DEVICES = 2.1
"""What an average company has besides its PCs."""


class Kind(StrEnum):
    """What a device is."""

    PC = "pc"
    SERVER = "server"
    NAS = "nas"
    FORTIGATE = "fortigate"
    SURICATA = "suricata"
    RTX = "rtx"
    M365 = "m365"
    """What the company rents from Microsoft: sign-ins and what is done in mailboxes. Only life happens there."""
    MAIL = "mail"
    """A mail server of its own. Only life happens there."""


WINDOWS = (Kind.PC, Kind.SERVER)
BOXES = (Kind.FORTIGATE, Kind.SURICATA, Kind.RTX)
SERVICES = (Kind.M365, Kind.MAIL)


@dataclass(frozen=True, slots=True)
class Device:
    """A device that reports.

    name     as it names itself.
    address  in the company's network.
    user     who works there; "" where nobody signs in.
    number   its place among the company's devices; below 0 for its services.
    """

    kind: Kind
    name: str
    address: str
    user: str
    number: int


@dataclass(frozen=True, slots=True)
class Company:
    """A tenant.

    domain    NetBIOS name of its domain; "" where the computers are only in a workgroup.
    network   the first three parts of its addresses.
    outside   the address that the world sees.
    """

    number: int
    tenant: str
    title: str
    domain: str
    network: str
    outside: str
    devices: tuple[Device, ...]

    @property
    def pcs(self) -> tuple[Device, ...]:
        """The computers that people work on."""
        return tuple(device for device in self.devices if device.kind is Kind.PC)

    def computer_name(self, device: Device) -> str:
        """What Windows writes as the computer: with the domain's DNS name, if there is a domain."""
        return f"{device.name}.{self.domain.lower()}.local" if self.domain else device.name

    def account_domain(self, device: Device) -> str:
        """Whose users sign in on a computer: the domain's, or its own."""
        return self.domain or device.name


def make_company(number: int, *, seed: int, mean_devices: float = 11.0) -> Company:
    """The company with this number; numbers begin with 0."""
    dice = Random(f"{seed}/{number}")
    family, trade = dice.choice(names.FAMILIES), dice.choice(names.TRADES)
    network = f"192.168.{dice.choice((0, 1, 10, 11, 100, dice.randrange(2, 250)))}"
    pcs = _number_of_pcs(mean_devices, dice)
    return Company(
        number=number,
        tenant=f"{family[1]}-{trade[1]}-{number:05}",
        title=family[0] + trade[0],
        domain=family[1].upper()[:15] if pcs >= 8 and dice.random() < 0.7 else "",
        network=network,
        outside=f"{dice.choice((124, 153, 180, 219))}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}",
        devices=tuple(_devices(pcs, network, dice)),
    )


def _number_of_pcs(mean_devices: float, dice: Random) -> int:
    mean = max(1.0, mean_devices - _OTHER_DEVICES)
    drawn = dice.lognormvariate(math.log(mean) - _SPREAD**2 / 2, _SPREAD)
    return min(200, max(1, round(drawn)))


def _devices(pcs: int, network: str, dice: Random) -> Iterator[Device]:
    kinds = [Kind.PC] * pcs + _others(pcs, dice)
    taken: set[str] = set()
    for number, kind in enumerate(kinds):
        user = names.person(dice) if kind is Kind.PC else ""
        yield Device(kind, _name(kind, number, taken, dice), f"{network}.{_host(kind, number)}", user, number)


def _others(pcs: int, dice: Random) -> list[Kind]:
    servers = [Kind.SERVER] * (pcs // 12 + (pcs >= 6 and dice.random() < 0.5))
    nas = [Kind.NAS] if dice.random() < 0.6 else []
    drawn = dice.random()
    if drawn < 0.35:
        return [*servers, *nas, Kind.FORTIGATE]
    if drawn < 0.65:
        return [*servers, *nas, Kind.SURICATA]
    return [*servers, *nas, Kind.RTX] if drawn < 0.90 else [*servers, *nas]


def _name(kind: Kind, number: int, taken: set[str], dice: Random) -> str:
    if kind is Kind.PC:
        department = dice.choice(names.DEPARTMENTS)[1]
        name = next(
            made for ordinal in range(1, 999) if (made := names.workstation(department, ordinal, dice)) not in taken
        )
    else:
        prefix = {Kind.SERVER: "SV", Kind.NAS: "nas", Kind.FORTIGATE: "FGT", Kind.SURICATA: "utm", Kind.RTX: "rtx"}
        name = f"{prefix[kind]}{number:02}"
    taken.add(name)
    return name


def _host(kind: Kind, number: int) -> int:
    """Boxes are the gateway, .1; the others are counted from .10 on."""
    return 1 if kind in BOXES else min(254, 10 + number)
