"""The fleet: companies, the feeds of their devices, and how much of everything they write at an hour of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.company import WINDOWS, Company, Device, Kind, make_company
from otasuke.simulating.feed import Feed, Pace, natural_pace
from otasuke.simulating.life.services import services_of

BOXES_COLLECTOR = "boxes"
"""The sensor that hands over what all boxes of a company write."""
_MOST_COMPANIES = 99_999


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """Which fleet. The same plan is the same fleet.

    mean_devices  of a company.
    collectors    whether one collector hands over what all devices of a company write.
    noisy         tenants that write so many times their share.
    life          whether what offices do now and then happens too.
    """

    companies: int
    seed: int = 1
    mean_devices: float = 11.0
    collectors: bool = False
    noisy: Mapping[str, float] = field(default_factory=dict)
    life: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError."""
        if not 1 <= self.companies <= _MOST_COMPANIES:
            raise ValueError(f"{self.companies} companies: there can be 1 to {_MOST_COMPANIES}")


class Fleet:
    """The companies with the given numbers, and their feeds."""

    def __init__(self, plan: FleetPlan, numbers: Sequence[int] | None = None) -> None:
        self.plan = plan
        wanted = range(plan.companies) if numbers is None else numbers
        self.companies = [make_company(one, seed=plan.seed, mean_devices=plan.mean_devices) for one in wanted]
        self.feeds = [feed for company in self.companies for feed in feeds_of(company, plan)]

    @property
    def pace(self) -> Pace:
        """Of all devices together, the noisy ones in their ordinary share."""
        paces = [natural_pace(device, len(company.pcs)) for company in self.companies for device in company.devices]
        return Pace(sum(one.always for one in paces), sum(one.working for one in paces))

    def rate(self, moment: datetime) -> float:
        """Events a second at the natural pace. moment: aware."""
        return self.pace.at(people_at_work(moment))

    def devices(self) -> Counter[Kind]:
        """How many there are of each kind."""
        return Counter(device.kind for company in self.companies for device in company.devices)

    def feed_of(self, company: Company, device: Device) -> Feed:
        """The feed that carries what the device writes."""
        return next(feed for feed in self.feeds if feed.company.number == company.number and device in feed.devices)


def feeds_of(company: Company, plan: FleetPlan) -> list[Feed]:
    """A feed for every device, or one for all that Windows writes and one for all that boxes write; with life, services too."""
    services = services_of(company, plan.seed) if plan.life else ()
    alone = [_feed(company, (one,), one.name, plan) for one in services]
    if not plan.collectors:
        return [*(_feed(company, (one,), one.name.lower(), plan) for one in company.devices), *alone]
    windows = [device for device in company.devices if device.kind in WINDOWS]
    others = [device for device in company.devices if device.kind not in WINDOWS]
    gathered = (("windows", windows), (BOXES_COLLECTOR, others))
    return [*(_feed(company, devices, name, plan) for name, devices in gathered if devices), *alone]


def _feed(company: Company, devices: Sequence[Device], sensor: str, plan: FleetPlan) -> Feed:
    return Feed(company, devices, sensor=sensor, seed=plan.seed, life=plan.life)
