"""The lookout: what events of many tenants show of a watchlist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.entries import entry_of
from otasuke.detect.indicators.fields import FIELDS, VERDICTS
from otasuke.detect.indicators.guard import Guard, own
from otasuke.detect.indicators.matcher import Matcher
from otasuke.detect.indicators.sighting import Sighting
from otasuke.detect.indicators.watchlist import Watchlist

_TENANT = "tenant"
_NEEDED = frozenset(
    {_TENANT, "sent_by", "batch", "ordinal", "time", "received_at", "source", "sensor", "record"}
    | {f"f.{name}" for name in (*FIELDS, *VERDICTS)}
)


class Lookout:
    """Looks for what is on a watchlist in events as the lake has them, each with its tenant.

    Those of single tenants are few, and their lists short: one look through all of these says who has to be looked at again.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._everybody = Matcher(watchlist.everybody)
        self._any_tenant = Matcher(watchlist.any_tenant)
        self._own = {tenant: Guard([own(names)]) for tenant, names in watchlist.own.items()}

    def sightings(self, batches: Sequence[pa.RecordBatch]) -> list[Sighting]:
        """What the events show, one for each tenant, device, indicator and day, in the order of their first events."""
        found: dict[str, Sighting] = {}
        for one in (*self._for_everybody(batches), *self._of_tenants(batches)):
            known = found.get(which := one.id)
            if not self._is_own(one) and (known is None or one.level.rank > known.level.rank):
                found[which] = one
        return [found[which] for which in sorted(found, key=lambda which: (found[which].moment, which))]

    def _for_everybody(self, batches: Sequence[pa.RecordBatch]) -> list[Sighting]:
        return self._everybody.sightings(batches) if len(self.watchlist.everybody) else []

    def _of_tenants(self, batches: Sequence[pa.RecordBatch]) -> Iterator[Sighting]:
        sets = self.watchlist.of_tenant
        theirs = _rows_of(batches, sets)
        shown = {(one.tenant, entry_of(one.indicator.observable)) for one in self._any_tenant.sightings(theirs)}
        for tenant in sorted({tenant for tenant, entry in shown if list(sets[tenant].find(*entry))}):
            yield from Matcher(sets[tenant]).sightings(_rows_of(theirs, [tenant]))

    def _is_own(self, one: Sighting) -> bool:
        guard = self._own.get(one.tenant)
        return guard is not None and guard.reason(one.indicator.observable) is not None


def _rows_of(batches: Sequence[pa.RecordBatch], tenants: Iterable[str]) -> list[pa.RecordBatch]:
    """What these tenants have of batches, as far as the matcher looks at it."""
    wanted = pa.array(list(tenants), pa.string())
    if not len(wanted):
        return []
    found = []
    for batch in batches:
        is_theirs = pc.is_in(batch.column(_TENANT).cast(pa.string()), value_set=wanted)
        if pc.any(is_theirs).as_py():
            found.append(batch.select([name for name in batch.schema.names if name in _NEEDED]).filter(is_theirs))
    return found
