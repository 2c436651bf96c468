"""A batch as it is kept in the spool: a line of JSON that says what it is, then its records, compressed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import blake2b

import zstandard

from otasuke.shipping.followed import Followed, from_json, to_json

_LEVEL = 3
_LARGEST_BYTES = 64 << 20


class BadBatch(ValueError):
    """Bytes that are no batch, or no longer the whole of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that travel together, under a name that always stands for the same bytes.

    number  in the order in which batches are sent.
    log     the log they are from, as it is behind them.
    count   of the records.
    packed  the records, one a line, as a zstd frame.
    pieces  where the parts begin and end that still are to be sent; empty: the whole.
    """

    number: int
    name: str
    log: Followed
    count: int
    packed: bytes
    pieces: tuple[tuple[int, int], ...] = ()

    def records(self) -> bytes:
        """The records. Raises BadBatch."""
        try:
            return zstandard.ZstdDecompressor().decompress(self.packed, max_output_size=_LARGEST_BYTES)
        except zstandard.ZstdError as error:
            raise BadBatch(f"batch {self.name}: {error}") from error

    def shipments(self) -> list[Shipment]:
        """What is to be sent of it. Raises BadBatch."""
        if not self.pieces:
            return [Shipment(self.name, self.count, self.packed)]
        records = self.records()
        return [_shipment(self.name, records, piece) for piece in self.pieces]

    def divided(self, shipment: Shipment) -> Batch | None:
        """With one of its shipments as two; None if that is a single record. Raises BadBatch."""
        records = self.records()
        begin, end = shipment.piece or (0, len(records))
        middle = _middle(records, begin, end)
        if middle is None:
            return None
        pieces = [piece for piece in self.pieces if piece != (begin, end)]
        return replace(self, pieces=tuple(sorted([*pieces, (begin, middle), (middle, end)])))

    def without(self, shipment: Shipment) -> Batch:
        """With one of its shipments less; the last one cannot be taken away."""
        return replace(self, pieces=tuple(piece for piece in self.pieces if piece != shipment.piece))


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes to the gateway in one request: a batch, or a piece of one that was too large."""

    name: str
    count: int
    packed: bytes
    piece: tuple[int, int] | None = None


def batch_of(records: bytes, *, number: int, count: int, shipper: str, log: Followed) -> Batch:
    """A new batch.

    The digest keeps a state folder that was copied or put back from giving an old name to new records.
    """
    name = f"{shipper}-{number}-{blake2b(records, digest_size=8).hexdigest()}"
    return Batch(number, name, log, count, packed(records))


def packed(data: bytes) -> bytes:
    """As a zstd frame that knows its size and a checksum."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)


def to_bytes(batch: Batch) -> bytes:
    """As it is written down."""
    head = {
        "number": batch.number,
        "name": batch.name,
        "count": batch.count,
        "pieces": batch.pieces,
        "size": len(batch.packed),
        "log": to_json(batch.log),
    }
    return json.dumps(head).encode() + b"\n" + batch.packed


def from_bytes(data: bytes) -> Batch:
    """As it was written down. Raises BadBatch."""
    head, _, body = data.partition(b"\n")
    try:
        written = json.loads(head)
        if len(body) != written["size"]:
            raise ValueError(f"{len(body)} bytes of {written['size']}")
        pieces = tuple((int(begin), int(end)) for begin, end in written["pieces"])
        log = from_json(written["log"])
        return Batch(int(written["number"]), str(written["name"]), log, int(written["count"]), body, pieces)
    except (ValueError, TypeError, KeyError) as error:
        raise BadBatch(f"no batch: {error}") from error


def _shipment(name: str, records: bytes, piece: tuple[int, int]) -> Shipment:
    begin, end = piece
    data = records[begin:end]
    return Shipment(f"{name}.{begin}-{end}", data.count(b"\n"), packed(data), piece)


def _middle(records: bytes, begin: int, end: int) -> int | None:
    """The end of the line nearest to the middle, so that both sides have a line."""
    half = (begin + end) // 2
    after = records.find(b"\n", half, end - 1) + 1
    middle = after or records.rfind(b"\n", begin, half) + 1
    return middle if begin < middle < end else None
