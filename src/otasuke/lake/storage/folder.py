"""The lake in a folder of this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from otasuke.lake.durable import locked, make_folder, write_all_durably, write_new_durably
from otasuke.lake.storage.port import Content, Stored, Swap, Wanted


class FolderStore:
    """Keeps everything below a folder; who swaps a manifest holds the lock of its folder."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake

    @property
    def root(self) -> Path:
        """The folder itself."""
        return self._lake

    def shown(self, name: str) -> str:
        return str(self._lake / name)

    def folders(self) -> list[str]:
        return sorted(path.name for path in self._lake.glob("*") if path.is_dir())

    def read(self, name: str) -> bytes:
        return (self._lake / name).read_bytes()

    def read_many(self, names: Sequence[str]) -> Iterator[Content | None]:
        return (self._content(name) for name in names)

    def swap(self, swaps: Sequence[Swap]) -> frozenset[str]:
        with ExitStack() as locks:
            for folder in sorted({(self._lake / one.name).parent for one in swaps}):
                locks.enter_context(locked(folder))
            overtaken = frozenset(one.name for one in swaps if self._mark(one.name) != one.mark)
            write_all_durably([(self._lake / one.name, one.data) for one in swaps if one.name not in overtaken])
        return overtaken

    def write_new(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Raises OSError; then none of them is there."""
        for folder in {(self._lake / name).parent for name, _ in files}:
            make_folder(folder)
        write_new_durably([(self._lake / name, data) for name, data in files])

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            (self._lake / name).unlink(missing_ok=True)

    def listed(self, folder: str) -> Iterator[Stored]:
        for path in sorted((self._lake / folder).rglob("*.parquet")):
            try:
                written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            yield Stored(path.relative_to(self._lake).as_posix(), written_at)

    def keep(self, file: Wanted) -> AbstractContextManager[Path]:
        """It is here anyway. Its checksum is compared when it is verified or written anew, not at each reading."""
        return nullcontext(self._lake / file.name)

    def _content(self, name: str) -> Content | None:
        try:
            data = (self._lake / name).read_bytes()
        except FileNotFoundError:
            return None
        return Content(data, hashlib.blake2b(data, digest_size=16).hexdigest())

    def _mark(self, name: str) -> str | None:
        content = self._content(name)
        return content.mark if content else None
