"""What the lake needs of whatever keeps the files of tenants. Two have it: `folder.FolderStore` and `s3.ObjectStore`.

Names are paths below the lake, such as `tenant=sakura/day=2026-11-23/….parquet`. A file is written once and never changed;
a manifest is swapped as a whole, and only by who has seen what was there before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

Keep: TypeAlias = Callable[[], AbstractContextManager[object]]
"""Opens a context within which a file is on the local disk, at the path that is known of it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is under a name. mark: changes whenever the bytes do."""

    data: bytes
    mark: str


@dataclass(frozen=True, slots=True)
class Swap:
    """New bytes for a name, to be put there only if `mark` is still what is there; None: only if nothing is."""

    name: str
    data: bytes
    mark: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is there, whoever names it."""

    name: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file as a manifest tells of it."""

    name: str
    size_bytes: int
    sha256: str


class Store(Protocol):
    """Its methods raise OSError, and StoreUnreachable if it is not on this machine.

    After either, a file that was to be written or a swap that was to be made may be there or not, or come later.
    """

    @property
    def root(self) -> Path:
        """The local folder below which its files are, or the copies of them that `keep` makes."""

    def shown(self, name: str) -> str:
        """Where a file is, for people."""

    def folders(self) -> list[str]:
        """The names of the folders at the top, sorted."""

    def read(self, name: str) -> bytes:
        """A file. Raises FileNotFoundError."""

    def read_many(self, names: Sequence[str]) -> Iterator[Content | None]:
        """What is under each of the names, in their order; None where nothing is."""

    def swap(self, swaps: Sequence[Swap]) -> frozenset[str]:
        """Make each of the changes by itself, safe from a power cut when this returns. Those that somebody else forestalled."""

    def write_new(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write files whose names nobody has used; they are safe from a power cut when this returns."""

    def delete(self, names: Sequence[str]) -> None:
        """Delete files; one that is not there is no error."""

    def listed(self, folder: str) -> Iterator[Stored]:
        """The Parquet files below a folder."""

    def keep(self, file: Wanted) -> AbstractContextManager[Path]:
        """The file is on the local disk, as long as somebody is within. Raises FileGone, BrokenFile."""
