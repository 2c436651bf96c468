"""msgpack as Fluent Forward uses it: bytes in, objects out, with limits on all that a sender can make large. No input or output here."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgpack

LARGEST_MESSAGE_BYTES = 16 << 20
"""On the wire. Fluentd's and Fluent Bit's chunks have 8 MB or less, unless somebody says otherwise."""
_LARGEST_PIECE_BYTES = 1 << 20
_LARGEST_ARRAY = 1 << 16
_MOST_CONTAINERS = 1 << 18
_EVENT_TIME = 0


class BadForward(ValueError):
    """Bytes that are no Fluent Forward, or more than is taken, and why."""


@dataclass(frozen=True, slots=True)
class EventTime:
    """A time with nanoseconds, in UTC."""

    seconds: int
    nanoseconds: int


class Reader:
    """Objects out of bytes that come in any pieces.

    Text of bytes that are no UTF-8 comes with surrogate escapes, because old senders send binary data as text; `raw_bytes`
    gives the bytes back. Holds at most one unfinished message.

    end_of_last  how many bytes were read up to the end of the last object.
    """

    def __init__(self, *, largest_bytes: int = LARGEST_MESSAGE_BYTES) -> None:
        self.end_of_last = 0
        self._containers = 0
        self._fed = 0
        self._largest = largest_bytes
        self._unpacker = msgpack.Unpacker(
            raw=False,
            unicode_errors="surrogateescape",
            strict_map_key=False,
            max_buffer_size=largest_bytes + _LARGEST_PIECE_BYTES,
            max_array_len=_LARGEST_ARRAY,
            max_map_len=_LARGEST_ARRAY,
            ext_hook=_extension,
            list_hook=self._counted,
            object_hook=self._counted,
        )

    @property
    def waits(self) -> bool:
        """The beginning of an object is here and its end is not."""
        return self._fed > self.end_of_last

    def feed(self, data: bytes) -> Iterator[Any]:
        """Every object that ends in this data, of 1 MiB at most; to be taken to the end. Raises BadForward, and then nothing more can be read."""
        self._fed += len(data)
        try:
            self._unpacker.feed(data)
            yield from self._objects()
        except BadForward:
            raise
        # TypeError: a list or a map as the key of a map.
        except (ValueError, TypeError, msgpack.UnpackException) as error:
            raise BadForward(f"no msgpack that can be read: {type(error).__name__} {error}") from error
        if self._fed - self.end_of_last > self._largest:
            raise BadForward(f"an object of more than {self._largest} bytes")

    def _objects(self) -> Iterator[Any]:
        while True:
            self._containers = 0
            try:
                found = self._unpacker.unpack()
            except msgpack.OutOfData:
                return
            self.end_of_last = self._unpacker.tell()
            yield found

    def _counted(self, container: Any) -> Any:
        """An empty map is one byte on the wire and 64 in memory."""
        self._containers += 1
        if self._containers > _MOST_CONTAINERS:
            raise BadForward(f"more than {_MOST_CONTAINERS} lists and maps in one message")
        return container


def raw_bytes(value: object) -> bytes | None:
    """The bytes of what came as binary data or as text; None for anything else."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    return value if isinstance(value, bytes) else None


def _extension(code: int, data: bytes) -> object:
    if code == _EVENT_TIME and len(data) == 8:
        return EventTime(*struct.unpack(">II", data))
    return data
