"""Batches on the disk: from the moment they are cut from a log until the gateway has them."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from pathlib import Path

from otasuke.shipping.batches import BadBatch, Batch, batch_of, from_bytes, to_bytes
from otasuke.shipping.disk import PARTIAL, write_durably
from otasuke.shipping.pieces import Piece

_SUFFIX = ".batch"


class SpoolFull(RuntimeError):
    """The spool has no room for another batch."""


class Spool:
    """Batches by number. One thread adds to it and clears it, another takes from it.

    added         is set when there is another batch.
    first_number  that of the next batch; what the folder holds from it on was not yet written to the state.
    """

    def __init__(self, folder: Path, *, limit_bytes: int, first_number: int, shipper: str) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._shipper = shipper
        self._lock = threading.Lock()
        self._sizes: dict[int, int] = {}
        self._done: set[int] = set()
        self.added = threading.Event()
        folder.mkdir(mode=0o700, exist_ok=True)
        for path in folder.glob(f"*{PARTIAL}"):
            path.unlink()
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            if path.stem.isdecimal():
                self._sizes[int(path.stem)] = path.stat().st_size
        self._waiting = deque(self._sizes)
        self.next_number = max([first_number - 1, *self._sizes]) + 1

    @property
    def waiting(self) -> int:
        """How many batches the gateway has not yet."""
        return len(self._waiting)

    @property
    def size_bytes(self) -> int:
        """How much of the disk all batches take."""
        with self._lock:
            return sum(self._sizes.values())

    def add(self, piece: Piece) -> None:
        """Keep the records of a piece; when this returns they survive a power cut. Raises SpoolFull, OSError."""
        number = self.next_number
        batch = batch_of(piece.records, number=number, count=piece.count, shipper=self._shipper, log=piece.after)
        data = to_bytes(batch)
        if self._sizes and self.size_bytes + len(data) > self._limit_bytes:
            raise SpoolFull
        write_durably(self.path(number), data)
        self.next_number += 1
        with self._lock:
            self._sizes[number] = len(data)
            self._waiting.append(number)
        self.added.set()

    def added_since(self, number: int) -> list[Batch]:
        """The batches from a number on, as far as they are whole."""
        found = []
        for one in sorted(self._sizes):
            with suppress(BadBatch, OSError):
                if one >= number:
                    found.append(self.load(one))
        return found

    def load(self, number: int) -> Batch:
        """A batch. Raises BadBatch, OSError."""
        batch = from_bytes(self.path(number).read_bytes())
        if batch.number != number:
            raise BadBatch(f"batch {batch.number} in the place of {number}")
        return batch

    def oldest(self) -> int | None:
        """The number of the batch that is to be sent first."""
        return self._waiting[0] if self._waiting else None

    def replace(self, batch: Batch) -> None:
        """Keep how a batch has been divided. Raises OSError."""
        data = to_bytes(batch)
        write_durably(self.path(batch.number), data)
        with self._lock:
            self._sizes[batch.number] = len(data)

    def done(self, number: int) -> None:
        """The oldest batch is settled. Its file stays until the state knows that it was cut."""
        with self._lock:
            self._waiting.popleft()
            self._done.add(number)

    @property
    def settled(self) -> int:
        """How many batches are settled but still take room."""
        return len(self._done)

    def clear(self, below: int) -> None:
        """Delete the settled batches with lower numbers. Raises OSError."""
        with self._lock:
            settled = [number for number in self._done if number < below]
        for number in settled:
            self.path(number).unlink(missing_ok=True)
            with self._lock:
                self._done.discard(number)
                del self._sizes[number]

    def path(self, number: int) -> Path:
        """Where a batch is kept."""
        return self._folder / f"{number:012}{_SUFFIX}"
