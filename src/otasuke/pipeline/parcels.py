"""Parcels: what a sensor handed over at once, and how many of them travel as one message on the stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import msgpack
import zstandard

from otasuke.events.names import BadName, check_batch, check_tenant

LARGEST_MESSAGE_BYTES = 64 << 20
"""Unpacked. What claims to be larger was not packed by us."""
_VERSION = 1
_LEVEL = 1
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class BadMessage(ValueError):
    """Bytes that are no message of parcels, and why."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Records of one sensor.

    tenant, sensor  as the sender's credential says.
    batch           the parcel's name among those of its tenant: the same name again is the same parcel again.
    received_at     aware UTC.
    lines           one record a line, without a line ending behind the last.
    """

    tenant: str
    sensor: str
    batch: str
    received_at: datetime
    lines: bytes


def name_of(sensor: str, lines: bytes) -> str:
    """The name of a parcel whose sender gave it none: the same bytes of the same sensor are the same parcel."""
    digest = sha256(sensor.encode())  # processors have instructions for it, which BLAKE2 has none of
    digest.update(b"\0")
    digest.update(lines)
    return digest.hexdigest()[:32]


def pack(parcels: Sequence[Parcel]) -> bytes:
    """Parcels as one message."""
    rows = [
        (one.tenant, one.sensor, one.batch, (one.received_at - _BEGINNING) // _MICROSECOND, one.lines)
        for one in parcels
    ]
    return zstandard.ZstdCompressor(level=_LEVEL).compress(msgpack.packb((_VERSION, rows)))


def unpack(data: bytes) -> tuple[Parcel, ...]:
    """The parcels of a message. Raises BadMessage."""
    try:
        version, rows = msgpack.unpackb(_unpressed(data), use_list=False)
        if version != _VERSION:
            raise BadMessage(f"a message of version {version!r}; this program reads {_VERSION}")
        return tuple(_parcel(*row) for row in rows)
    except (ValueError, TypeError, OverflowError, BadName, zstandard.ZstdError, msgpack.UnpackException) as error:
        raise BadMessage(f"no message of parcels: {error}") from error


def _unpressed(data: bytes) -> bytes:
    if zstandard.frame_content_size(data) > LARGEST_MESSAGE_BYTES:
        raise BadMessage(f"larger than {LARGEST_MESSAGE_BYTES} bytes")
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=LARGEST_MESSAGE_BYTES)


def _parcel(tenant: str, sensor: str, batch: str, received_us: int, lines: bytes) -> Parcel:
    return Parcel(
        tenant=check_tenant(tenant),
        sensor=sensor,
        batch=check_batch(batch),
        received_at=_BEGINNING + received_us * _MICROSECOND,
        lines=lines,
    )
