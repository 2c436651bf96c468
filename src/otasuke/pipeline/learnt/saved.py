"""What detectors know, on the disk: with how far they have read, all of it or nothing, and known as damaged if it is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgpack
import zstandard

from otasuke.lake.durable import write_durably

VERSION = 1
"""Of what detectors save: whoever changes that so that an older state cannot be used counts on."""
_NAME = b"otasuke learnt "
_SUM_BYTES = 16
_LARGEST_BYTES = 4 << 30


class UnusableState(ValueError):
    """A state that nobody can go on from. reason: one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the state cannot be used: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Saved:
    """What the detectors of some tenants know.

    through  the number of the newest segment that they have read.
    journal  no entry that the journal had when this was saved has a higher number.
    """

    through: int
    journal: int
    state: dict[str, Any]


def write_saved(path: Path, saved: Saved) -> int:
    """Put it in the place of the last one; how many bytes it takes. Raises OSError."""
    packed = msgpack.packb([saved.through, saved.journal, saved.state])
    content = zstandard.ZstdCompressor(level=1).compress(packed)
    data = b"%s%d\n%s%s" % (_NAME, VERSION, blake2b(content, digest_size=_SUM_BYTES).digest(), content)
    write_durably(path, data)
    return len(data)


def read_saved(path: Path) -> Saved | None:
    """What was saved last; None if nothing was. Raises UnusableState, OSError."""
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    if not head.startswith(_NAME):
        raise UnusableState("damaged")
    if head != b"%s%d" % (_NAME, VERSION):
        raise UnusableState("other_version")
    checksum, content = rest[:_SUM_BYTES], rest[_SUM_BYTES:]
    if blake2b(content, digest_size=_SUM_BYTES).digest() != checksum:
        raise UnusableState("damaged")
    return _unpacked(content)


def _unpacked(content: bytes) -> Saved:
    try:
        packed = zstandard.ZstdDecompressor().decompress(content, max_output_size=_LARGEST_BYTES)
        through, journal, state = msgpack.unpackb(packed, strict_map_key=False)
        return Saved(int(through), int(journal), dict(state))
    except (ValueError, TypeError, zstandard.ZstdError) as error:
        raise UnusableState("damaged") from error
