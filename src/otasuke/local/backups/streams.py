"""NATS's part of a backup: a snapshot of each stream and bucket, with the positions of those who read it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from otasuke.local.backups.contents import STREAMS, stream_file
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.sums import SumsWriter, sha256_of
from otasuke.stream.nats.snapshots import (
    CHUNK_BYTES,
    SavedStream,
    connected,
    restore_stream,
    save_stream,
    stream_names,
    stream_problems,
)
from otasuke.stream.port import StreamError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Streams:
    """A NATS that runs. The methods raise BackupError with its words."""

    url: str

    def save(self, backup: Path, sums: SumsWriter, say: Callable[[str], None]) -> tuple[SavedStream, ...]:
        """Save every stream, in the order of docs/how/backup.md."""
        (backup / STREAMS).mkdir(mode=0o700)
        return _run(self._save(backup, sums, say))

    async def _save(self, backup: Path, sums: SumsWriter, say: Callable[[str], None]) -> tuple[SavedStream, ...]:
        saved = []
        async with connected(self.url) as client:
            for name in await stream_names(client):
                with (backup / stream_file(name)).open("wb") as file:
                    saved.append(await save_stream(client, name, file.write))
                sums.add(stream_file(name), sha256_of(backup / stream_file(name)))
                say(f"stream {name}: {_in_words(saved[-1])}")
        return tuple(saved)

    def restore(self, backup: Path, streams: Sequence[SavedStream], say: Callable[[str], None]) -> None:
        """Make every stream of a backup."""
        _run(self._restore(backup, streams, say))

    async def _restore(self, backup: Path, streams: Sequence[SavedStream], say: Callable[[str], None]) -> None:
        async with connected(self.url) as client:
            for stream in streams:
                await restore_stream(client, stream, _chunks(backup / stream_file(stream.name)))
                say(f"stream {stream.name}: {_in_words(stream)}")

    def names(self) -> tuple[str, ...]:
        """Which streams there are."""
        return _run(self._names())

    async def _names(self) -> tuple[str, ...]:
        async with connected(self.url) as client:
            return tuple(await stream_names(client))

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the streams, in words."""
        return _run(self._problems())

    async def _problems(self) -> tuple[str, ...]:
        found = []
        async with connected(self.url) as client:
            for name in await stream_names(client):
                found += [f"stream {name}: {problem}" for problem in await stream_problems(client, name)]
        return tuple(found)


def _in_words(stream: SavedStream) -> str:
    return f"{stream.messages} messages, {stream.consumers} positions"


def _run(work: Coroutine[object, object, T]) -> T:
    try:
        return asyncio.run(work)
    except StreamError as error:
        raise BackupError(str(error)) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(CHUNK_BYTES):
            yield data
