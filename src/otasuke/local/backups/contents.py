"""contents.json: what a backup holds besides files that are copied back as they are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from otasuke.local.backups.errors import BackupError
from otasuke.stream.nats.snapshots import SavedStream

NAME = "contents.json"
FOLDER, LAKE, STREAMS, DATABASE = "folder", "lake", "streams", "database"
"""The parts of a backup."""
SETTLED = "settled"
"""Manifests of files that are in an object store: for repairs, they are not restored."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SavedDatabase:
    """A database, and how much room it took."""

    name: str
    size_bytes: int

    @property
    def file(self) -> str:
        """Its dump, below the backup."""
        return f"{DATABASE}/{quote(self.name, safe='')}.dump"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds.

    version      of otasuke, that made it.
    files_bytes  of the files that are copied back as they are.
    """

    version: str
    taken_at: datetime
    databases: tuple[SavedDatabase, ...]
    streams: tuple[SavedStream, ...]
    files_bytes: int

    @property
    def restored_bytes(self) -> int:
        """About how much room a restored data folder takes: the log that PostgreSQL keeps counts too."""
        databases = sum(database.size_bytes for database in self.databases)
        streams = sum(stream.size_bytes for stream in self.streams)
        return self.files_bytes + streams + databases + min(databases, 1 << 30) + (100 << 20)


def stream_file(stream: str) -> str:
    """A stream's snapshot, below the backup."""
    return f"{STREAMS}/{quote(stream, safe='')}.snapshot"


def write_contents(backup: Path, contents: Contents) -> None:
    """Write the file."""
    text = json.dumps({"format": _FORMAT} | asdict(contents), default=datetime.isoformat, ensure_ascii=False, indent=1)
    (backup / NAME).write_text(text, encoding="utf-8")


def read_contents(backup: Path) -> Contents:
    """Read the file. Raises BackupError."""
    try:
        data = (backup / NAME).read_bytes()
    except OSError as error:
        raise BackupError(f"{backup / NAME} cannot be read: {error}") from error
    return contents_from(data, where=str(backup / NAME))


def contents_from(data: bytes, *, where: str) -> Contents:
    """What stands in the file. Raises BackupError."""
    try:
        content = json.loads(data)
        if content.pop("format") != _FORMAT:
            raise BackupError(f"{where} was made by a newer otasuke", to_do="Restore it with that version.")
        return Contents(
            version=content["version"],
            taken_at=datetime.fromisoformat(content["taken_at"]),
            databases=tuple(SavedDatabase(**one) for one in content["databases"]),
            streams=tuple(SavedStream(**one) for one in content["streams"]),
            files_bytes=content["files_bytes"],
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{where} cannot be read: {error}") from error
