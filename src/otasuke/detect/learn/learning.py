"""How long a detector has known a tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LEARNING = timedelta(days=14)
DAY_S = 86400
_FIRST_S, _LAST_S = -62135596800, 253402300799


@dataclass(slots=True)
class Learning:
    """Learns at each tenant for a while: the first so many different days (of UTC) of which it sees events there.

    Days are counted, not the time since the first event: one device whose clock begins in 1970 would end it at once.
    An event of one of these days is one of the learning time however late it comes.
    longest  how long it learns, in whole days; 0: not at all.
    days_of  tenant → so many days instead; None where nothing else was agreed.
    """

    longest: timedelta = LEARNING
    days_of: Callable[[str], int | None] = lambda _: None
    _days: dict[str, list[int]] = field(default_factory=dict)

    def is_on(self, tenant: str, at: float) -> bool:
        """Whether the tenant is still being learnt. at: of an event there, in seconds since 1970."""
        days, day = self._days.setdefault(tenant, []), int(at // DAY_S)
        own = self.days_of(tenant)
        most = self.longest.days if own is None else own
        if day not in days and len(days) < most:
            days.append(day)
        return day in days[:most]

    def note(self, days: Iterable[tuple[str, float]]) -> None:
        """Tenants have events at these times."""
        for tenant, at in days:
            self.is_on(tenant, at)

    def has_seen(self, days: int, tenant: str, at: float) -> bool:
        """Whether it has seen events of so many days before this time there; of more days than it learns it cannot say."""
        return sum(day < at // DAY_S for day in self._days.get(tenant, ())) >= days

    @property
    def tenants(self) -> int:
        """How many tenants it has met."""
        return len(self._days)

    def state(self) -> dict[str, list[int]]:
        """What `restore` needs."""
        return {tenant: list(days) for tenant, days in self._days.items()}

    def restore(self, state: dict[str, list[int]]) -> None:
        """Go on from there."""
        self._days = {tenant: list(days) for tenant, days in state.items()}


def moment(at: float) -> datetime:
    """Seconds since 1970 as an aware time; rounding at the ends of the calendar does not leave it."""
    return datetime.fromtimestamp(min(max(at, _FIRST_S), _LAST_S), UTC)
