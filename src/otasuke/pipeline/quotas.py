"""Quotas: how much a tenant may send. A tenant that sends more slows itself down, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from otasuke.normalise.times import JST

_FEWEST_TO_SWEEP = 1024
_NOBODY: Mapping[str, Quota] = {}


@dataclass(frozen=True, slots=True)
class Quota:
    """How much one tenant may send. Raises ValueError for what would let nothing in.

    burst_bytes    what may come at once after a quiet time. No request that is larger ever gets in.
    burst_events   the same for events; a request is let in while any is left, for nobody knows yet how many it holds.
    bytes_per_day  by the days of Japan; None: as many as the rate allows.

    The usual figures are those of an office of fifty devices on a bad day, ten times over.
    """

    bytes_per_s: float = 4 << 20
    burst_bytes: int = 256 << 20
    events_per_s: float = 2_000
    burst_events: int = 200_000
    bytes_per_day: int | None = 20 << 30

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if (value := getattr(self, name)) is not None and not value > 0:
                raise ValueError(f"{name} is {value!r}; a quota is more than nothing")


class Limit(StrEnum):
    """What a quota limits."""

    SIZE = "size"
    BYTES = "bytes"
    EVENTS = "events"
    DAY = "day"


_WORDS = {
    Limit.SIZE: "this is larger than anything your quota lets in at once; send it in smaller pieces",
    Limit.BYTES: "your sensors send more bytes than your quota allows",
    Limit.EVENTS: "your sensors send more events than your quota allows",
    Limit.DAY: "your quota of today (Japan time) is used up",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not let in, and when it would be. wait_s: None where waiting does not help."""

    limit: Limit
    wait_s: float | None

    @property
    def words(self) -> str:
        """For whoever runs the sensor."""
        return _WORDS[self.limit]


class Quotas:
    """What every tenant has sent, against its quota. Holds only tenants that have sent something lately."""

    def __init__(self, usual: Quota = Quota(), own: Mapping[str, Quota] = _NOBODY) -> None:  # frozen
        self._accounts: dict[str, _Account] = {}
        self._sweep_at = _FEWEST_TO_SWEEP
        self.change(usual, own)

    def change(self, usual: Quota, own: Mapping[str, Quota] = _NOBODY) -> None:
        """Use other quotas from now on. own: of tenants that have one of their own."""
        self._usual, self._own = usual, dict(own)

    def quota_of(self, tenant: str) -> Quota:
        """What this tenant may send."""
        return self._own.get(tenant, self._usual)

    def admit(self, tenant: str, size_bytes: int, now: datetime) -> Refusal | None:
        """Let so many bytes in and charge them; or the reason why not, and then nothing is charged."""
        quota, account = self.quota_of(tenant), self._account(tenant, now)
        refusal = account.refusal(quota, size_bytes, now)
        if refusal is None:
            account.take(size_bytes, 0)
        return refusal

    def charge(self, tenant: str, *, events: int, more_bytes: int, now: datetime) -> None:
        """Charge what turned out to be in something that was let in; the tenant may owe some of it afterwards.

        more_bytes  than were admitted: what came out when they were unpacked.
        """
        self._account(tenant, now).take(max(0, more_bytes), max(0, events))

    def saved(self) -> bytes:
        """What was used of today; everything else is forgiven at a restart."""
        days = {name: [account.day, account.day_bytes] for name, account in self._accounts.items() if account.day_bytes}
        return json.dumps(days).encode()

    def restore(self, saved: bytes, now: datetime) -> None:
        """Go on from what was saved. Raises ValueError if it cannot be read; then nothing has changed."""
        try:
            used = {str(tenant): (int(day), int(size)) for tenant, (day, size) in json.loads(saved).items()}
        except (AttributeError, TypeError) as error:
            raise ValueError(f"no saved quotas: {error}") from error
        for tenant, (day, size_bytes) in used.items():
            account = self._account(tenant, now)
            if account.day == day:
                account.day_bytes += max(0, size_bytes)

    def _account(self, tenant: str, now: datetime) -> _Account:
        account = self._accounts.get(tenant)
        if account is None:
            self._sweep(now)
            account = self._accounts[tenant] = _Account(self.quota_of(tenant), now)
        account.refill(self.quota_of(tenant), now)
        return account

    def _sweep(self, now: datetime) -> None:
        """Forget who is as if it had never sent; so seldom that it costs nothing."""
        if len(self._accounts) < self._sweep_at:
            return
        for tenant, account in list(self._accounts.items()):
            account.refill(quota := self.quota_of(tenant), now)
            if account.is_untouched(quota):
                del self._accounts[tenant]
        self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._accounts))


class _Account:
    """What is left to a tenant: of bytes and events now, and how much of the day is used. Below zero it owes."""

    __slots__ = ("at", "bytes", "day", "day_bytes", "events")

    def __init__(self, quota: Quota, now: datetime) -> None:
        self.bytes = float(quota.burst_bytes)
        self.events = float(quota.burst_events)
        self.at = now
        self.day = _day(now)
        self.day_bytes = 0

    def refill(self, quota: Quota, now: datetime) -> None:
        # A clock that was set back must not take anything away, nor give it twice.
        passed_s = max(0.0, (now - self.at).total_seconds())
        self.bytes = min(quota.burst_bytes, self.bytes + passed_s * quota.bytes_per_s)
        self.events = min(quota.burst_events, self.events + passed_s * quota.events_per_s)
        self.at = now
        if self.day != _day(now):
            self.day, self.day_bytes = _day(now), 0

    def refusal(self, quota: Quota, size_bytes: int, now: datetime) -> Refusal | None:
        if size_bytes > quota.burst_bytes:
            return Refusal(Limit.SIZE, None)
        if quota.bytes_per_day is not None and self.day_bytes + size_bytes > quota.bytes_per_day:
            return Refusal(Limit.DAY, _until_tomorrow_s(now))
        if self.events < 1:
            return Refusal(Limit.EVENTS, (1 - self.events) / quota.events_per_s)
        if self.bytes < size_bytes:
            return Refusal(Limit.BYTES, (size_bytes - self.bytes) / quota.bytes_per_s)
        return None

    def take(self, size_bytes: int, events: int) -> None:
        self.bytes -= size_bytes
        self.events -= events
        self.day_bytes += size_bytes

    def is_untouched(self, quota: Quota) -> bool:
        return self.bytes >= quota.burst_bytes and self.events >= quota.burst_events and not self.day_bytes


def _day(now: datetime) -> int:
    return now.astimezone(JST).toordinal()


def _until_tomorrow_s(now: datetime) -> float:
    local = now.astimezone(JST)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), JST)
    return (tomorrow - local).total_seconds()
