"""ひとつの件: all that was found about one device on one day, told to its owner as one message that is kept up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from otasuke.advice.colour import BY_GRAVITY, Colour
from otasuke.advice.happening import Happening
from otasuke.events import Event, Value
from otasuke.findings.traces import Trace
from otasuke.simulating.calendar import JST

INTERRUPTING = (Colour.YELLOW, Colour.RED)


@dataclass(frozen=True, slots=True)
class Told:
    """A detection, as it is told.

    title   the rule's.
    seen    what the sensor wrote, in a line.
    events  how many made it true.
    traces  what it may have in common with what another company is told. For the desk only.
    """

    at: datetime
    title: str
    seen: str
    happening: Happening
    colour: Colour
    events: int = 1
    traces: frozenset[Trace] = frozenset()

    @property
    def device(self) -> str:
        """As it names itself."""
        return self.happening.device


@dataclass(frozen=True, slots=True)
class Matter:
    """What was found about a device on a day, in the order of time."""

    device: str
    day: date
    told: tuple[Told, ...]

    @property
    def colour(self) -> Colour:
        """The highest of all."""
        return self.leading.colour

    @property
    def leading(self) -> Told:
        """Whose words the message has: the first of the highest colour."""
        return max(self.told, key=lambda one: BY_GRAVITY.index(one.colour))

    @property
    def first(self) -> Told:
        """With which the message goes out: the first that interrupts somebody, else the first of the highest colour."""
        return next((one for one in self.told if one.colour in INTERRUPTING), self.leading)

    @property
    def risen(self) -> tuple[Told, ...]:
        """The first of each colour that is graver than all before: 青, then 黄, then 赤."""
        steps: list[Told] = []
        for one in self.told:
            if not steps or BY_GRAVITY.index(one.colour) > BY_GRAVITY.index(steps[-1].colour):
                steps.append(one)
        return tuple(steps)

    @property
    def is_interrupting(self) -> bool:
        """Whether somebody is asked to do something, now or today."""
        return self.colour in INTERRUPTING


def fold(told: Iterable[Told]) -> list[Matter]:
    """One matter for each device and day: the gravest first, then the earliest.

    Of what is found at the same moment, that comes first which knows more events.
    """
    groups: dict[tuple[str, date], list[Told]] = {}
    for one in sorted(told, key=lambda one: (one.at, -one.events)):
        groups.setdefault((one.device, one.at.astimezone(JST).date()), []).append(one)
    matters = [Matter(device, day, tuple(group)) for (device, day), group in groups.items()]
    return sorted(matters, key=lambda matter: (-BY_GRAVITY.index(matter.colour), matter.first.at))


def leased_names(events: Iterable[Event]) -> dict[str, str]:
    """What devices call themselves when they ask for an address, by the address that they were given."""
    names: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for event in events:
        fields = event.fields
        mac = _text(fields, ("dhcp.client_mac", "mac"))
        if name := _text(fields, ("dhcp.hostname", "hostname")):
            names[mac] = name
        if (address := _text(fields, ("dhcp.assigned_ip", "ip"))) and address != "0.0.0.0":  # noqa: S104
            addresses[mac] = address
    return {address: names[mac] for mac, address in addresses.items() if mac in names}


def _text(fields: Mapping[str, Value], keys: Sequence[str]) -> str:
    values = (fields.get(key) for key in keys)
    return next((value for value in values if isinstance(value, str) and value), "")
