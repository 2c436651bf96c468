"""The habit of a sensor, and when its silence is against it. Pure; a few hundred bytes a sensor.

For each hour of the week a habit knows in how much of that hour the sensor usually reports. A quiet is measured in
usual activity: an hour in which it always reports counts as an hour, a night in which it never does as nothing. What is
longer than it ever was of late, by far, is a silence. So a burst, a lunch break or a device that is often off teaches
its own tolerance, and nobody needs to say what is normal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from otasuke.pipeline.health.week import (
    HOUR_S,
    JAPAN,
    LONGEST_HOURS,
    SLOTS,
    Deaf,
    Week,
    hour_of,
    start_of,
    stretches,
)

TICK_S = 300
"""A sensor reports in a tick, or it does not; how much it says is remembered only to be told."""
LEAST_S = 3 * TICK_S
"""No silence is shorter, neither by the clock nor in usual activity."""
TIMES_LONGEST = 2.5
"""A silence is so many times as long as the longest quiet of late."""
USUAL_DAYS = 1.5
"""For a device that sleeps, a PC for one: so much of its usual day has to be missed. One free day is no silence."""
NEW_S = 48 * HOUR_S
"""What a new sensor may be quiet, counting only days from Monday to Friday that are no holidays."""
LONGEST_S = LONGEST_HOURS * HOUR_S
"""Who has not reported for so long is silent, whatever its habit was."""

_LEARNT_HOURS = 2 * SLOTS
_LEARNT_TICKS = 20
_SLOWEST = 4
"""Weeks: the newest one counts for a quarter."""
_HALF_LIFE_S = 28 * 24 * HOUR_S
_FROM_SILENCE = 0.6
"""A silence lengthens what will be tolerated by half (0.6 · 2.5), not by as much as it was long."""
_FULL = 255
_RATE_STEPS = 8
SAVED = ("activity", "count", "heard", "hour", "hours", "last", "longest", "pause", "rate", "ticks")
"""What a habit is made of; its week is kept apart."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A sensor is silent against its habit.

    since           when it was heard last.
    quiet_s         how long that is ago.
    usual_per_hour  events in such an hour, where it reports; None if that is not known.
    times_longest   how many times as long as its longest quiet of late, in usual activity.
    is_learnt       False: it has no habit yet and passed the limit for new sensors.
    """

    since: datetime
    quiet_s: float
    usual_per_hour: int | None
    times_longest: float
    is_learnt: bool

    @property
    def certainty(self) -> float:
        """The share of the quiet that the longest one of late does not explain, from 0 to 1."""
        return 1 - 1 / max(1.0, self.times_longest)


class Habit:
    """What is known of one sensor.

    last      when it was heard last, seconds since 1970.
    hour      the hour that is going on, `ticks` in which it was heard (a bit each) and `count`, the events.
    hours     of which it has learnt; heard: in how many ticks.
    longest   its longest quiet of late, in seconds of usual activity; pause: the same for a new one, of working days.
    activity  per slot, how much of the hour it reports in; rate: how much it says then, as a logarithm.
    week      in which the slots are counted.
    """

    __slots__ = (*SAVED, "week")

    def __init__(self, at_s: float, week: Week = JAPAN) -> None:
        self.week = week
        self.last = at_s
        self.hour, self.ticks, self.count = hour_of(at_s), _tick(at_s), 0
        self.hours = self.heard = 0
        self.longest = self.pause = 0.0
        self.activity, self.rate = bytearray(SLOTS), bytearray(SLOTS)

    @property
    def is_learnt(self) -> bool:
        """Whether it is known well enough: one week to see when it reports, one to see how long it pauses."""
        return self.hours >= _LEARNT_HOURS and self.heard >= _LEARNT_TICKS

    def live_by(self, week: Week) -> None:
        """Count in another week from now on; what was learnt stays at the hours when it was."""
        if week is self.week:
            return
        back = self.week.ahead_of(week, self.hour) % SLOTS
        self.activity = self.activity[back:] + self.activity[:back]
        self.rate = self.rate[back:] + self.rate[:back]
        self.week = week

    def hear(self, at_s: float, count: int, deaf: Deaf) -> None:
        """It has reported. What comes late, or again, teaches nothing wrong."""
        if at_s // TICK_S <= self.last // TICK_S:
            self.count += count if hour_of(at_s) == self.hour else 0
            self.last = max(self.last, at_s)
            return
        self._remember_quiet(at_s, deaf)
        self._learn_until(hour_of(at_s), deaf)
        self.ticks |= _tick(at_s)
        self.count += count
        self.heard = min(self.heard + 1, _LEARNT_TICKS)
        self.last = at_s

    def expected(self, hour: int) -> float:
        """How much of this hour it usually reports in, 0 to 1; for a new one whether it is an hour of a working day."""
        if not self.is_learnt:
            return float(self.week.at(hour).is_worked)
        return self._activity(hour)

    def tolerated_s(self) -> float:
        """How much usual activity it may miss before it is silent."""
        if not self.is_learnt:
            return max(NEW_S, 2 * self.pause)
        day_s = self._usual_day_s() * USUAL_DAYS if self._sleeps() else 0.0
        return max(LEAST_S, TIMES_LONGEST * self.longest, day_s)

    def missed_s(self, until_s: float, deaf: Deaf) -> float:
        """How much usual activity it has missed since it was heard last."""
        return sum(length_s * self.expected(hour) for hour, length_s in stretches(self.last, until_s, deaf))

    def usual_per_hour(self, at_s: float) -> int | None:
        """How many events it sends in such an hour, if it reports then at all."""
        rate = self.rate[self.week.at(hour_of(at_s)).slot]
        return _about(2 ** (rate / _RATE_STEPS) - 1) if rate else None

    def _remember_quiet(self, at_s: float, deaf: Deaf) -> None:
        if not self.is_learnt:
            worked = (s for hour, s in stretches(self.last, at_s, deaf) if self.week.at(hour).is_worked)
            self.pause = max(self.pause, sum(worked))
        missed_s = sum(s * self._activity(hour) for hour, s in stretches(self.last, at_s, deaf))
        if self.is_learnt and missed_s > (tolerated_s := self.tolerated_s()):
            missed_s = min(missed_s, _FROM_SILENCE * tolerated_s)
        self.longest = max(missed_s, self.longest * 0.5 ** ((at_s - self.last) / _HALF_LIFE_S))

    def _learn_until(self, hour: int, deaf: Deaf) -> None:
        """Learn from the hour that was going on, and from those after it in which nothing was heard."""
        if hour == self.hour:
            return
        self._learn(self.hour, self.ticks.bit_count(), self.count, deaf)
        for empty in range(max(self.hour + 1, hour - _LEARNT_HOURS), hour):
            self._learn(empty, 0, 0, deaf)
        self.hour, self.ticks, self.count = hour, 0, 0

    def _learn(self, hour: int, ticks: int, count: int, deaf: Deaf) -> None:
        self.hours += 1
        if hour in deaf or not (kind := self.week.at(hour)).is_usual:
            return
        slot, weeks = kind.slot, self.hours // SLOTS
        share = max(1 / _SLOWEST, 1 / (1 + weeks))
        self.activity[slot] = _towards(self.activity[slot], _FULL * ticks * TICK_S // HOUR_S, share)
        if count:
            rate = min(_FULL, round(_RATE_STEPS * math.log2(1 + count)))
            self.rate[slot] = _towards(self.rate[slot], rate, share) if self.rate[slot] else rate

    def _activity(self, hour: int) -> float:
        kind = self.week.at(hour)
        return min(self.activity[kind.slot], self.activity[kind.like]) / _FULL

    def _sleeps(self) -> bool:
        """Whether at least a sixth of its week is quiet, as for what is switched off at night or at weekends."""
        least = max(self.activity) // 16
        return sum(activity <= least for activity in self.activity) >= SLOTS // 6

    def _usual_day_s(self) -> float:
        """How much it reports on a day on which it does."""
        days = [sum(self.activity[start : start + 24]) for start in range(0, SLOTS, 24)]
        worked = [day for day in days if 4 * day > max(days)]
        return sum(worked) / len(worked) / _FULL * HOUR_S if worked else 0.0


def due_at_s(habit: Habit, deaf: Deaf) -> float:
    """From when on the sensor is silent, if it is not heard again; in seconds since 1970."""
    left_s = habit.tolerated_s()
    for hour, length_s in stretches(habit.last, habit.last + LONGEST_S, deaf):
        if (share := habit.expected(hour)) and left_s <= length_s * share:
            # Time in which we were deaf is taken from the beginning of the hour.
            return max(start_of(hour) + HOUR_S - length_s + left_s / share, habit.last + LEAST_S)
        left_s -= length_s * share
    return habit.last + LONGEST_S


def silence_of(habit: Habit, now: datetime, deaf: Deaf) -> Silence | None:
    """The sensor's silence, or None if its habit explains it.

    now  the time up to which everything that was received has been told to the habit.
    """
    now_s = now.timestamp()
    if now_s < due_at_s(habit, deaf):
        return None
    longest_s = max(TICK_S, habit.longest) if habit.is_learnt else max(HOUR_S, habit.pause)
    return Silence(
        since=datetime.fromtimestamp(habit.last, UTC),
        quiet_s=now_s - habit.last,
        usual_per_hour=habit.usual_per_hour(now_s) or habit.usual_per_hour(habit.last),
        times_longest=habit.missed_s(now_s, deaf) / longest_s,
        is_learnt=habit.is_learnt,
    )


def _tick(at_s: float) -> int:
    return 1 << int(at_s % HOUR_S) // TICK_S


def _about(count: float) -> int:
    """The count with two digits that mean something: it was kept as a logarithm."""
    return int(round(count, 1 - int(math.log10(count)))) if count >= 1 else 1


def _towards(value: int, target: int, share: float) -> int:
    """The value moved by a share of the way to the target; at least by one, so that it arrives."""
    step = int((target - value) * share)
    return value + (step or (target > value) - (target < value))
