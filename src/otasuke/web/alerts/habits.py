"""What is usual at a company, as the database remembers it: the rows of `Habit`, judged as `detect.learn.habits` does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from django.db.models import Min

from otasuke.detect.learn.habits import DAYS, Hit, Standing, look
from otasuke.detect.rule import Level
from otasuke.web.alerts.happenings import clean
from otasuke.web.alerts.models import Alert, Habit
from otasuke.web.sensors.models import Device

LEARNING = timedelta(days=14)
_DAY_S = 86400
_Key = tuple[str, str]


class Habits:
    """The habits of one company, read once for a batch of hits, and written once. Its scope has to be open."""

    def __init__(self, customer: UUID, hits: Iterable[Hit], *, learning: timedelta = LEARNING) -> None:
        self._customer = customer
        self._until = _learns_until(customer, learning)
        self._known: dict[_Key, Habit] = {}
        self._fresh: dict[_Key, Habit] = {}
        self._changed: dict[_Key, Habit] = {}
        rules = {hit.rule_id for hit in hits}
        for habit in Habit.objects.filter(customer=customer, rule_id__in=rules):
            self._known[habit.rule_id, habit.digest] = habit

    def standing(self, hit: Hit, *, at: datetime) -> Standing:
        """What this hit is. at: when it came in; before the company is known it is remembered."""
        if hit.level is Level.CRITICAL:
            return Standing.NEW
        seen = clean(look(hit), longest=2000)
        key = hit.rule_id, blake2b(seen.encode(), digest_size=16).hexdigest()
        habit = self._known.get(key)
        days = habit.days if habit else []
        if self._until is not None and at >= self._until:
            return Standing.HABIT if len(days) >= DAYS else Standing.NEW
        return self._remember(key, seen, habit, int(at.timestamp() // _DAY_S))

    def _remember(self, key: _Key, seen: str, habit: Habit | None, day: int) -> Standing:
        if habit is None:
            habit = Habit(customer_id=self._customer, rule_id=key[0], digest=key[1], look=seen, days=[day])
            self._known[key] = self._fresh[key] = habit
        elif day not in habit.days and len(habit.days) < DAYS:
            habit.days = [*habit.days, day]
            if key not in self._fresh:
                self._changed[key] = habit
        return Standing.AGAIN if any(one != day for one in habit.days) else Standing.FIRST

    def save(self) -> None:
        """Write down what was learnt."""
        Habit.objects.bulk_create(self._fresh.values(), ignore_conflicts=True)
        Habit.objects.bulk_update(self._changed.values(), ["days"])


def _learns_until(customer: UUID, learning: timedelta) -> datetime | None:
    """Until when a company is new: so long after we heard of it first. None: we never did."""
    heard = Device.objects.filter(customer=customer).aggregate(first=Min("first_seen"))["first"]
    found = Alert.objects.filter(customer=customer).aggregate(first=Min("detected_at"))["first"]
    known = [one for one in (heard, found) if one]
    return min(known) + learning if known else None


def habits_of(customer: UUID) -> Sequence[Habit]:
    """What somebody at the desk should read when the learning time ends."""
    return [habit for habit in Habit.objects.filter(customer=customer).order_by("rule_id") if len(habit.days) >= DAYS]
