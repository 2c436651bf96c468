"""A run: the fleet, its attacks and its pace, divided among processes, driven, and put together again."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

from otasuke.simulating.attacks.recordings import story_of
from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Attack, Planned, Story, plan_attacks, stage
from otasuke.simulating.company import WINDOWS, Device, Kind
from otasuke.simulating.delivery.driver import Course, Driver
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.delivery.tally import FeedKey, Tally
from otasuke.simulating.feed import Feed
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.steps import Step

_LEAD_S = 0.1
_MEETS_WITHIN_S = 600.0
_MEETING: list[Barrier] = []


@dataclass(frozen=True, slots=True)
class Attacks:
    """Which attacks hide in the fleet. recordings: name and bytes of each, told besides the stories."""

    planned: tuple[Planned, ...] = ()
    recordings: tuple[tuple[str, bytes], ...] = ()

    def stories(self) -> Sequence[Story]:
        """Every story that may be told. Raises BadRecording."""
        return (*(story_of(name, data)[0] for name, data in self.recordings), *STORIES)


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does."""

    plan: FleetPlan
    numbers: tuple[int, ...]
    tokens: Mapping[FeedKey, str]
    attacks: Attacks
    server: Server
    course: Course


@dataclass(frozen=True, slots=True)
class Run:
    """A fleet, ready to be driven by so many processes."""

    fleet: Fleet
    server: Server
    course: Course
    attacks: Attacks = field(default_factory=Attacks)
    workers: int = 1

    def keys(self) -> list[FeedKey]:
        """The tenant and sensor of every feed: whoever runs the gateway must know a token for each."""
        return [(feed.tenant, feed.sensor) for feed in self.fleet.feeds]

    def sensors(self) -> dict[tuple[str, str], str]:
        """(tenant, computer as its events name it) → the sensor that hands its events over."""
        return {
            (feed.tenant, reported_name(feed, device)): feed.sensor
            for feed in self.fleet.feeds
            for device in feed.devices
        }

    def staged(self) -> list[Attack]:
        """The attacks as they will happen."""
        stories = self.attacks.stories()
        companies = {company.number: company for company in self.fleet.companies}
        return [stage(planned, companies[planned.company], stories) for planned in self.attacks.planned]

    async def drive(self, tokens: Mapping[FeedKey, str], *, is_stopped: Callable[[], bool]) -> Tally:
        """Drive it. tokens: one for each of `keys`."""
        if self.workers == 1:
            share = self._share(range(self.fleet.plan.companies), tokens)
            driver = await asyncio.to_thread(_driver, share, self.fleet, is_stopped)
            return await _begun(driver).run()
        parts = [range(worker, self.fleet.plan.companies, self.workers) for worker in range(self.workers)]
        shares = [self._share(part, tokens) for part in parts if part]
        loop, tally, context = asyncio.get_running_loop(), Tally(), multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(shares), context, _meet_at, (context.Barrier(len(shares)),)) as pool:
            for one in await asyncio.gather(*(loop.run_in_executor(pool, drive_share, share) for share in shares)):
                tally.add(one)
        return tally

    def _share(self, numbers: Sequence[int], tokens: Mapping[FeedKey, str]) -> Share:
        mine = set(numbers)
        names = {company.tenant for company in self.fleet.companies if company.number in mine}
        return Share(
            plan=self.fleet.plan,
            numbers=tuple(numbers),
            tokens={key: token for key, token in tokens.items() if key[0] in names},
            attacks=replace(self.attacks, planned=tuple(one for one in self.attacks.planned if one.company in mine)),
            server=self.server,
            course=replace(self.course, connections=max(1, self.course.connections // self.workers)),
        )


def drive_share(share: Share) -> Tally:
    """Drive a share in a process of its own; Ctrl-C ends it in order."""
    stopped = asyncio.Event()
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    driver = _driver(share, Fleet(share.plan, share.numbers), stopped.is_set)
    _MEETING[0].wait(_MEETS_WITHIN_S)
    return asyncio.run(_begun(driver).run())


def _meet_at(barrier: Barrier) -> None:
    """Remember, in a new process, where it meets the others before all begin."""
    _MEETING.append(barrier)


def _begun(driver: Driver) -> Driver:
    """The driver, whose time begins now."""
    driver.course = replace(driver.course, began_s=time.time() + _LEAD_S)
    return driver


def _driver(share: Share, fleet: Fleet, is_stopped: Callable[[], bool]) -> Driver:
    hide_attacks(share.attacks, fleet)
    noisy = share.plan.noisy
    driver = Driver(
        server=share.server,
        feeds=fleet.feeds,
        tokens=[share.tokens[feed.tenant, feed.sensor] for feed in fleet.feeds],
        factors=[noisy.get(feed.tenant, 1.0) for feed in fleet.feeds],
        course=share.course,
        is_stopped=is_stopped,
    )
    driver.write_ahead()
    return driver


def hide_attacks(attacks: Attacks, fleet: Fleet) -> None:
    """Have the planned attacks happen among what the fleet writes."""
    companies = {company.number: company for company in fleet.companies}
    stories = attacks.stories() if attacks.planned else ()
    for planned in attacks.planned:
        by_device: dict[Device, list[Step]] = {}
        for device, step in stage(planned, companies[planned.company], stories).steps:
            by_device.setdefault(device, []).append(step)
        for device, steps in by_device.items():
            fleet.feed_of(companies[planned.company], device).plan(device, steps)


def attacks_in(plan: FleetPlan, course: Course, *, count: int, recordings: Sequence[tuple[str, bytes]] = ()) -> Attacks:
    """So many attacks, such that each is over when the run is; recordings come first. Raises BadRecording."""
    none = Attacks(recordings=tuple(recordings))
    margin_us = int(course.flush_s * course.speed * 1e6)
    last_us = course.at_us + int(course.duration_s * course.speed * 1e6) - margin_us
    span_us = (course.at_us, max(course.at_us + 1, last_us))
    wanted = max(count, len(none.recordings))
    planned = plan_attacks(range(plan.companies), none.stories(), count=wanted, span_us=span_us, seed=plan.seed)
    return replace(none, planned=tuple(planned))


def reported_name(feed: Feed, device: Device) -> str:
    """What a device's events name as their computer; the lines of an RTX name nothing, so that its sensor stands for it."""
    if device.kind in WINDOWS:
        return feed.company.computer_name(device)
    return feed.sensor if device.kind is Kind.RTX else device.name


def factor_for(rate: float, fleet: Fleet, at_us: int) -> float:
    """How many times its natural pace a fleet has to keep to write so many events a second at this simulated time."""
    return rate / fleet.rate(datetime.fromtimestamp(at_us / 1e6, UTC))
