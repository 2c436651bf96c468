"""How long a detector has known a tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEARNING = timedelta(days=14)


@dataclass(slots=True)
class Learning:
    """Learns at each tenant for a while, from the first event on that it sees there.

    longest  how long it learns.
    """

    longest: timedelta = LEARNING
    _since: dict[str, datetime] = field(default_factory=dict)

    def is_on(self, tenant: str, now: datetime) -> bool:
        """Whether the tenant is still being learnt; the first question about a tenant begins it."""
        since = self._since.setdefault(tenant, now)
        if now < since:
            self._since[tenant] = now
        return now - self._since[tenant] < self.longest

    def state(self) -> dict[str, float]:
        """What `restore` needs."""
        return {tenant: since.timestamp() for tenant, since in self._since.items()}

    def restore(self, state: dict[str, float], zone: datetime) -> None:
        """Go on from there. zone: any moment of the time zone that moments are to have."""
        self._since = {tenant: datetime.fromtimestamp(at, zone.tzinfo) for tenant, at in state.items()}
