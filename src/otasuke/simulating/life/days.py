"""The days of a company: which activities happen there on a day, when, on which device, and what is written of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from zlib import crc32

from otasuke.simulating.calendar import is_closed
from otasuke.simulating.company import BOXES, WINDOWS, Company, Device, Kind
from otasuke.simulating.life.activity import Activity, Event, On, Trace, When
from otasuke.simulating.life.services import services_of
from otasuke.simulating.life.shelf import activities, traits_of
from otasuke.simulating.life.slots import Occasion, drawn, process_slots
from otasuke.simulating.steps import Step

_DAY_US = 86_400_000_000
_JST_US = 9 * 3_600_000_000
_EPOCH = date(1970, 1, 1)
_MINUTE_US = 60_000_000
_ON_SATURDAY = 0.2
_WHEN_CLOSED = 0.02
_PATCH_TUESDAY = range(8, 15)
_AUDITED = 3
"""Of so many companies one has the audit policy for processes with their command lines, besides Sysmon."""
_HOURS: Mapping[When, tuple[tuple[float, float], ...]] = {
    When.WORK: ((8.5, 12.0), (13.0, 18.5)),
    When.MORNING: ((8.0, 9.5),),
    When.LUNCH: ((12.0, 13.0),),
    When.EVENING: ((17.5, 21.0),),
    When.NIGHT: ((0.5, 5.0),),
    When.ALWAYS: ((0.0, 24.0),),
    When.PATCH: ((9.0, 19.0),),
    When.SUNDAY: ((1.0, 6.0),),
}
_DAYS_A_WEEK = {When.ALWAYS: 7, When.NIGHT: 7, When.PATCH: 4, When.SUNDAY: 1}
_WORKING_DAYS = 5


def day_of(time_us: int) -> int:
    """The day in Japan on which a moment is, counted since 1970."""
    return (time_us + _JST_US) // _DAY_US


def steps_of(company: Company, device: Device, day: int, *, seed: int) -> Sequence[Step]:
    """What activities that begin on this day have a device write; some of it may be written on the next."""
    return _steps_by_device(company, day, seed).get(device.number, ())


# A run writes feed by feed, or moment by moment; in both the days of few companies are asked for again and again.
@lru_cache(maxsize=64)
def _steps_by_device(company: Company, day: int, seed: int) -> Mapping[int, Sequence[Step]]:
    dice = Random(f"life/{seed}/{company.number}/{day}")
    traits = traits_of(company, seed)
    office = _Office(company, (*company.devices, *services_of(company, seed)), day, dice)
    found: dict[int, list[Step]] = {}
    for activity in activities():
        if len(company.pcs) < activity.least_pcs or not activity.traits <= traits:
            continue
        for device in office.who_does(activity):
            for place, step in office.done(activity, device):
                found.setdefault(place.number, []).append(step)
    return found


@dataclass(frozen=True, slots=True)
class _Office:
    """A company on a day. sensors: its devices and services."""

    company: Company
    sensors: Sequence[Device]
    day: int
    dice: Random

    def who_does(self, activity: Activity) -> Iterator[Device]:
        """The devices on which it happens today, each as often as it does."""
        often = activity.per_week * self._share(activity)
        places = self._places(activity)
        if not often or not places:
            return
        if activity.at is not None:
            yield from (device for device in places if self.dice.random() < often)
            return
        for _ in range(_poisson(often * len(places), self.dice)):
            yield self.dice.choice(places)

    def _places(self, activity: Activity) -> Sequence[Device]:
        pcs = self.company.pcs
        match activity.on:
            case On.PC:
                return pcs
            case On.ANY_PC:
                return (self.dice.choice(pcs),)
            case On.ONE_PC:
                return (pcs[crc32(activity.name.encode()) % len(pcs)],)
            case On.SERVER:
                return [one for one in self.company.devices if one.kind is Kind.SERVER][:1]
            case On.NAS:
                return [one for one in self.company.devices if one.kind is Kind.NAS]
            case On.BOX:
                return [one for one in self.company.devices if one.kind in BOXES]

    def _share(self, activity: Activity) -> float:
        """How much of what happens in a week happens today."""
        today = _EPOCH + timedelta(days=self.day)
        if activity.months and today.month not in activity.months:
            return 0.0
        share = 1.0 / _DAYS_A_WEEK.get(activity.when, _WORKING_DAYS)
        match activity.when:
            case When.ALWAYS | When.NIGHT:
                return share
            case When.PATCH:
                return share * any((today - timedelta(days=ago)) == _patch_day(today) for ago in range(1, 5))
            case When.SUNDAY:
                return share * (today.weekday() == 6)
        if is_closed(today):
            return share * _WHEN_CLOSED
        return share * (_ON_SATURDAY if today.weekday() == 5 else 1.0)

    def done(self, activity: Activity, device: Device) -> Iterator[tuple[Device, Step]]:
        """Everything that is written of it this time."""
        occasion = Occasion(self.company, device, activity)
        values = drawn(occasion, self.dice)
        processes: dict[str, tuple[bytes, bytes]] = {}
        at_us = self._begin_us(activity)
        for event in activity.events:
            for _ in range(self.dice.randint(*event.count)):
                at_us += 1000 * int(1000 * self.dice.uniform(*event.after_s) + 1)
                values["new"] = b"%08x" % self.dice.getrandbits(32)
                for place, trace in self._seen(event, device):
                    own = {**values, **process_slots(trace, processes, self.dice)}
                    yield place, Step(at_us, trace.template, own)

    def _begin_us(self, activity: Activity) -> int:
        begin_us = self.day * _DAY_US - _JST_US
        if activity.at is not None:
            return begin_us + activity.at * _MINUTE_US + self.dice.randrange(60_000) * 1000
        spans = _HOURS[activity.when]
        first, last = self.dice.choices(spans, [last - first for first, last in spans])[0]
        return begin_us + int(self.dice.uniform(first, last) * 60) * _MINUTE_US + self.dice.randrange(60_000) * 1000

    def _seen(self, event: Event, device: Device) -> Iterator[tuple[Device, Trace]]:
        """The traces for which the company has a sensor, and where it is."""
        for trace in event.traces:
            if trace.is_audit and self.company.number % _AUDITED:
                continue
            if trace.on is None:
                # What happens at the door is told by the sensors there alone.
                if device.kind in WINDOWS or device.kind is Kind.NAS:
                    yield device, trace
                continue
            place = next((one for one in self.sensors if one.kind is trace.on), None)
            if place is not None:
                yield place, trace


def _poisson(mean: float, dice: Random) -> int:
    """How often something happens that happens so often on average. mean: a few at most."""
    limit, product, count = math.exp(-min(mean, 500.0)), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


def _patch_day(day: date) -> date:
    """The second Tuesday of the month."""
    return next(
        date(day.year, day.month, number)
        for number in _PATCH_TUESDAY
        if date(day.year, day.month, number).weekday() == 1
    )
