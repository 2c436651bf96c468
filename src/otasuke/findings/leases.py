"""Which device has which address, as processes tell each other of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import orjson

JOURNAL = "leases"
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lease:
    """A device that calls itself so had this address at that time."""

    tenant: str
    address: str
    name: str
    at: datetime


def lease_entry(leases: Iterable[Lease]) -> tuple[str, bytes]:
    """The name and the data of an entry, the same for the same leases."""
    data = orjson.dumps([(one.tenant, one.address, one.name, one.at) for one in leases])
    return blake2b(data, digest_size=16).hexdigest(), data


def read_leases(data: bytes) -> Sequence[Lease]:
    """The leases of an entry. Raises ValueError, TypeError."""
    return [
        Lease(str(tenant), str(address), str(name), datetime.fromisoformat(at))
        for tenant, address, name, at in orjson.loads(data)
    ]
