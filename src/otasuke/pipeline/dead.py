"""Dead letters: what nobody could read, kept with the reason until somebody looks, and sent again if wanted."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from otasuke.findings.live import entry_name
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.reading import Rejected

JOURNAL = "dead"
_LARGEST_ENTRY_BYTES = 1 << 20
_LONGEST_RECORD_BYTES = 1 << 19


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record of a sensor; or, without a tenant, a whole message of the stream that made the worker fail.

    reason  a RejectReason, or `fault` where the fault is ours.
    """

    tenant: str
    sensor: str
    batch: str
    received_at: datetime
    reason: str
    detail: str
    data: bytes


def letters_of(parcels: Sequence[Parcel], rejects: Sequence[Rejected]) -> Iterator[DeadLetter]:
    """The rejected records of parcels."""
    for one in rejects:
        parcel = parcels[one.parcel]
        yield DeadLetter(
            tenant=parcel.tenant,
            sensor=parcel.sensor,
            batch=parcel.batch,
            received_at=parcel.received_at,
            reason=one.reject.reason.value,
            detail=one.reject.detail,
            data=one.data[:_LONGEST_RECORD_BYTES],
        )


def parcel_letters(letters: Iterable[DeadLetter]) -> Iterator[tuple[str, bytes]]:
    """The letters of a message as entries of the journal: each parcel has its own, named after it, as findings have."""
    by_parcel: dict[tuple[str, str], list[DeadLetter]] = {}
    for one in letters:
        by_parcel.setdefault((one.tenant, one.batch), []).append(one)
    for parcel, of_parcel in by_parcel.items():
        yield from letter_entries(entry_name(*parcel), of_parcel)


def letter_entries(name: str, letters: Sequence[DeadLetter]) -> Iterator[tuple[str, bytes]]:
    """Letters as entries of the journal, with names that are the same each time."""
    group: list[dict[str, Any]] = []
    size, number = 0, 0
    for letter in letters:
        if group and size + len(letter.data) > _LARGEST_ENTRY_BYTES:
            yield f"{name}.{number}", orjson.dumps(group)
            group, size, number = [], 0, number + 1
        group.append(_content(letter))
        size += len(letter.data)
    if group:
        yield f"{name}.{number}", orjson.dumps(group)


def _content(letter: DeadLetter) -> dict[str, Any]:
    return {
        "tenant": letter.tenant,
        "sensor": letter.sensor,
        "batch": letter.batch,
        "received_at": letter.received_at,
        "reason": letter.reason,
        "detail": letter.detail.encode("utf-8", "replace").decode(),
        "data": b64encode(letter.data).decode(),
    }


def read_letters(data: bytes) -> tuple[DeadLetter, ...]:
    """The letters of an entry. Raises ValueError, TypeError, KeyError."""
    return tuple(
        DeadLetter(
            **(one | {"data": b64decode(one["data"]), "received_at": datetime.fromisoformat(one["received_at"])})
        )
        for one in orjson.loads(data)
    )
