"""Feeds: what the devices behind one credential write, in the order of time, ready to be handed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from random import Random

from otasuke.simulating.company import WINDOWS, Company, Device, Kind
from otasuke.simulating.life.days import day_of, steps_of
from otasuke.simulating.steps import Step as Step  # noqa: PLC0414  stories take it from here
from otasuke.simulating.writing import boxes, eve, office
from otasuke.simulating.writing.programs import BUSINESS
from otasuke.simulating.writing.templates import Pattern, Values, escaped, set_time
from otasuke.simulating.writing.winlogbeat import BEAT_VERSION, freshen

_ACTION = b'{"create":{"_index":"winlogbeat-%b"}}\n' % BEAT_VERSION.encode()
_BUSINESSES = len(BUSINESS)
# Shared, because a fleet has hundreds of thousands of feeds; every span of every feed begins it anew.
_DICE = Random()
MILLISECOND_US = 1_000
SECOND_US = 1_000_000


class Door(StrEnum):
    """How a feed is handed over."""

    BULK = "bulk"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Body:
    """Records that are handed over at once.

    first_us, until_us  simulated time since 1970; the records are of the first moment or later, and before the second.
    """

    tenant: str
    sensor: str
    door: Door
    data: bytes
    events: int
    first_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Events a second of a device: those that come always, and those that people at work add."""

    always: float
    working: float

    def at(self, people: float) -> float:
        """With so many people at work (0 to 1)."""
        return self.always + self.working * people


def natural_pace(device: Device, pcs: int) -> Pace:
    """How much a device of a company with so many PCs writes, with the audit settings that are usual. docs/how/simulate.md"""
    match device.kind:
        case Kind.PC:
            return Pace(0.0, 0.35)
        case Kind.SERVER:
            return Pace(0.02 + 0.016 * pcs, 0.08 + 0.064 * pcs)
        case Kind.FORTIGATE:
            return Pace(0.3, 0.35 * pcs)
        case Kind.SURICATA:
            return Pace(0.3, 0.5 * pcs)
        case Kind.RTX:
            return Pace(0.1, 0.05 * pcs)
        case Kind.NAS:
            return Pace(0.02, 0.05 * pcs)
        case Kind.M365 | Kind.MAIL:
            return Pace(0.0, 0.0)


class Feed:
    """The devices behind one credential. The same seed and the same spans of time give the same bytes.

    life  whether what offices do now and then happens too, by the simulated clock: docs/how/simulate.md.
    """

    def __init__(
        self, company: Company, devices: Sequence[Device], *, sensor: str, seed: int, life: bool = False
    ) -> None:
        self.tenant = company.tenant
        self.sensor = sensor
        self.company = company
        self.devices = devices
        self.door = Door.BULK if all(device.kind in WINDOWS for device in devices) else Door.LINES
        self.grain_us = SECOND_US if any(device.kind is Kind.RTX for device in devices) else MILLISECOND_US
        self._seed = int.from_bytes(sha256(f"{seed}/{company.number}/{sensor}".encode()).digest()[:8], "big")
        self._values: dict[int, Values] = {}
        self._records = {one.number: 1_000 + (self._seed >> one.number % 32) % 400_000 for one in devices}
        self._planned: dict[int, list[Step]] = {}
        self._life_seed = seed if life else None
        self._lived: int | None = None
        pcs = len(company.pcs)
        self.paces = [natural_pace(device, pcs) for device in devices]
        self._owed = [(self._seed >> position % 32) % 1000 / 1000 for position, _ in enumerate(devices)]

    def plan(self, device: Device, steps: Sequence[Step]) -> None:
        """Have these happen among the ordinary events of the device."""
        self._planned[device.number] = sorted(
            [*self._planned.get(device.number, ()), *steps], key=lambda step: step.at_us
        )

    def take(self, first_us: int, until_us: int, *, people: float, factor: float, seconds: float) -> Body | None:
        """What was written in a span of simulated time; None if nothing was.

        factor   how many times its natural pace a device keeps.
        seconds  how long the span lasts for those who wait for it.
        """
        self._live(first_us, until_us)
        _DICE.seed(self._seed ^ first_us)
        lines: list[bytes] = []
        for position, device in enumerate(self.devices):
            wanted = self._owed[position] + self.paces[position].at(people) * factor * seconds
            count = int(wanted)
            self._owed[position] = wanted - count
            lines += self._write(device, count, first_us, until_us)
        if not lines:
            return None
        return Body(self.tenant, self.sensor, self.door, self._joined(lines), len(lines), first_us, until_us)

    def _live(self, first_us: int, until_us: int) -> None:
        """Plan what life has happen on the days that begin until then."""
        if self._life_seed is None:
            return
        # What began on the day before may still go on.
        begun = day_of(first_us) - 1 if self._lived is None else self._lived + 1
        for day in range(begun, day_of(until_us - 1) + 1):
            for device in self.devices:
                steps = steps_of(self.company, device, day, seed=self._life_seed)
                self.plan(device, [step for step in steps if step.at_us >= first_us])
            self._lived = day

    def _joined(self, lines: list[bytes]) -> bytes:
        if self.door is Door.BULK:
            return _ACTION + (b"\n" + _ACTION).join(lines) + b"\n"
        return b"\n".join(lines) + b"\n"

    def _write(self, device: Device, count: int, first_us: int, until_us: int) -> list[bytes]:
        steps = self._due(device, until_us)
        if not count and not steps:
            return []
        values = self._values.get(device.number)
        if values is None:
            values = self._values[device.number] = device_values(self.company, device)
        if not steps:
            return self._ordinary(device, count, first_us, until_us, values)
        return list(self._mixed(device, count, first_us, until_us, steps, values))

    def _ordinary(self, device: Device, count: int, first_us: int, until_us: int, values: Values) -> list[bytes]:
        """The loop in which a fleet spends its time."""
        dice, random = _DICE, _DICE.random
        deck = deck_for(device.kind, self.company.number % _BUSINESSES)
        cards, record = len(deck), self._records[device.number]
        step = (until_us - first_us) / max(count, 1)
        lines = []
        for ordinal in range(count):
            pattern = deck[int(random() * cards)]
            set_time(values, first_us + int((ordinal + random()) * step))
            values["record"] = b"%d" % (record + ordinal)
            pattern.change(values, dice)
            lines.append(pattern.template.fill(values))
        self._records[device.number] = record + count
        return lines

    def _mixed(
        self, device: Device, count: int, first_us: int, until_us: int, steps: Sequence[Step], values: Values
    ) -> Iterator[bytes]:
        """Ordinary events with the steps at their places."""
        share = count / max(1, until_us - first_us)
        since = first_us
        left = count
        for step in steps:
            at = max(first_us, step.at_us)
            some = min(left, int((at - since) * share))
            yield from self._ordinary(device, some, since, at, values)
            left, since = left - some, at
            yield written(step, values, self._records[device.number], _DICE)
            self._records[device.number] += 1
        yield from self._ordinary(device, left, since, until_us, values)

    def _due(self, device: Device, until_us: int) -> list[Step]:
        planned = self._planned.get(device.number)
        if not planned or planned[0].at_us >= until_us:
            return []
        due = [step for step in planned if step.at_us < until_us]
        self._planned[device.number] = planned[len(due) :]
        return due


def written(step: Step, values: Values, record: int, dice: Random) -> bytes:
    """The record of a step, among the values of its device."""
    own = dict(values)
    set_time(own, step.at_us)
    own["record"] = b"%d" % record
    freshen(own, dice)
    eve.freshen(own, dice)
    own.update(step.values)
    return step.template.fill(own)


@lru_cache(maxsize=64)
def deck_for(kind: Kind, business: int) -> Sequence[Pattern]:
    """What happens on a device of this kind, in a company that works with this business program."""
    match kind:
        case Kind.PC:
            return office.pc_deck(BUSINESS[business])
        case Kind.SERVER:
            return office.server_deck()
        case Kind.FORTIGATE:
            return boxes.fortigate_deck()
        case Kind.SURICATA:
            return eve.sensor_deck()
        case Kind.RTX:
            return boxes.rtx_deck()
        case Kind.NAS:
            return boxes.nas_deck()
        case Kind.M365 | Kind.MAIL:
            return ()


def device_values(company: Company, device: Device) -> Values:
    """The slots of a device: what it is and where."""
    digest = sha256(f"{company.tenant}/{device.name}".encode()).hexdigest()
    domain = company.account_domain(device)
    texts = {
        "computer": company.computer_name(device),
        "netbios": device.name,
        "host": device.name.lower() if device.kind in WINDOWS else device.name,
        "account": device.name + "$",
        "domain": domain,
        "user": device.user or "Administrator",
        "sid": f"S-1-5-21-{int(digest[:7], 16)}-{int(digest[7:14], 16)}-{int(digest[14:21], 16)}-{1000 + device.number}",
        "agent": _uuid(digest),
        "ephemeral": _uuid(digest[8:]),
        "hostid": _uuid(digest[16:]),
        "machine": digest[24:32].upper(),
        "mac": f"00-{digest[0:2]}-{digest[2:4]}-{digest[4:6]}-{digest[6:8]}-{digest[8:10]}".upper(),
        "address": device.address,
        "network": company.network,
        "outside": company.outside,
        "server": next((one.name for one in company.devices if one.kind in (Kind.SERVER, Kind.NAS)), device.name),
        "serial": f"FGT40FTK{int(digest[:8], 16) % 10**8:08}",
    }
    return {name: escaped(text) for name, text in texts.items()}


def _uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
