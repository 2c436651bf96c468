"""How much a correlator may hold for one tenant, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class CorrelationLimits:
    """Bounds for each tenant on its own.

    allowed_lateness  how much older than the newest event an event may be on arrival.
    allowed_lead      how far after `received_at` an event may claim to have happened, where the caller says when that was.
    max_pending       hits waiting for their turn; one more, and the oldest of them are decided early.
    max_groups        open windows over all correlations; one more, and the correlation with the most gives up its oldest.
    max_events        events or numbers in one window that has to keep them; one more, and the oldest goes.
    max_values        different values in one window.
    max_listed        contributing events named in a hit.
    """

    allowed_lateness: timedelta = timedelta(minutes=5)
    allowed_lead: timedelta = timedelta(minutes=5)
    max_pending: int = 50_000
    max_groups: int = 100_000
    max_events: int = 10_000
    max_values: int = 10_000
    max_listed: int = 100

    @classmethod
    def for_scan(cls) -> CorrelationLimits:
        """Limits for recordings: files come in any order, so nothing is late before the end."""
        return cls(allowed_lateness=timedelta.max, max_pending=500_000, max_groups=200_000)


@dataclass(slots=True)
class CorrelationCounts:
    """What happened to a tenant's hits, apart from being correlated.

    late_dropped    older than the allowed lateness on arrival.
    ahead_dropped   further ahead of `received_at` than allowed.
    duplicates      the same rule on the same event, again, while the first was still waiting.
    without_time    events without a time.
    without_group   a group-by field was absent or empty (once per correlation).
    without_value   the field to count or compute was absent or empty (once per correlation).
    not_a_number    values that should have been numbers.
    members_cut     members of list values, or combinations of them, beyond what one event may bring.
    decided_early   times that the oldest waiting hits were decided before their lateness was over, as too many waited.
    evicted_groups  open windows given up for newer ones.
    evicted_events  events or values that a full window could not keep.
    forgotten_groups  open windows of a saved state whose rule has changed or gone.
    """

    late_dropped: int = 0
    ahead_dropped: int = 0
    duplicates: int = 0
    without_time: int = 0
    without_group: int = 0
    without_value: int = 0
    not_a_number: int = 0
    members_cut: int = 0
    decided_early: int = 0
    evicted_groups: int = 0
    evicted_events: int = 0
    forgotten_groups: int = 0
