"""Records as messages for a worker: parcels of some lines, in turn of forty tenants, as they come to one that is busy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from otasuke.pipeline.parcels import Parcel, pack

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
_TENANTS = 40
_MESSAGE_LINES = 2000


def messages_of(records: Sequence[bytes], lines: int, *, first: int = 0) -> list[bytes]:
    """The records as messages of some 2,000, in parcels of `lines`. first: tells batches of several calls apart."""
    parcels = [
        Parcel(f"t{at // lines % _TENANTS}", "s", f"b{first + at}", NOW, b"\n".join(records[at : at + lines]))
        for at in range(0, len(records), lines)
    ]
    size = max(1, _MESSAGE_LINES // lines)
    return [pack(parcels[at : at + size]) for at in range(0, len(parcels), size)]
