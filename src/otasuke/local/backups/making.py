"""Making a backup. The order of its parts is what keeps it whole while the service works: docs/how/backup.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from otasuke import __version__
from otasuke.config import Settings
from otasuke.local.backups.contents import DATABASE, FOLDER, LAKE, NAME, Contents, SavedDatabase, write_contents
from otasuke.local.backups.database import GLOBALS, Database
from otasuke.local.backups.engines import Engines, engines_of
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.files import copy, free_bytes, kept_files
from otasuke.local.backups.lake import LakeCopy, copy_lake, named_bytes
from otasuke.local.backups.places import UNFINISHED, backups_in, new_backup
from otasuke.local.backups.sums import SumsWriter, sha256_of

_RESERVE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made.

    problems  what is wrong with the data that it was made from, in words.
    """

    backup: Path
    contents: Contents
    lake: LakeCopy
    problems: tuple[str, ...]


def make_backup(settings: Settings, place: Path, *, now: datetime, say: Callable[[str], None]) -> Made:
    """Back up a data folder into a new folder in `place`, also while the service runs.

    Raises BackupError, FolderInUse, ServiceError, OSError; then there is no new backup.
    """
    _check_place(settings.data_folder, place)
    before = next(iter(reversed(backups_in(place))), None)
    with engines_of(settings, say=say) as engines, new_backup(place, now) as backup:
        databases = engines.database.databases()
        _check_room(settings.data_folder, place, databases=databases, is_first=before is None)
        work = _Work(settings.data_folder, backup, SumsWriter(backup), say)
        try:
            made = work.all(engines, databases, before=before, now=now)
        finally:
            work.sums.close()
    return Made(place / backup.name.removesuffix(UNFINISHED), made.contents, made.lake, made.problems)


@dataclass(frozen=True, slots=True)
class _Work:
    """A backup under way."""

    data_folder: Path
    backup: Path
    sums: SumsWriter
    say: Callable[[str], None]

    def all(
        self, engines: Engines, databases: tuple[SavedDatabase, ...], *, before: Path | None, now: datetime
    ) -> Made:
        """Every part, in an order that loses and doubles nothing."""
        kept_bytes = self._files()
        self._databases(engines.database, databases)
        streams = engines.streams.save(self.backup, self.sums, self.say)
        lake = copy_lake(self.data_folder / LAKE, self.backup, before=before, sums=self.sums)
        self.say(
            f"lake: {lake.files} files, {in_words(lake.bytes)}; copied {in_words(lake.new_bytes)}, linked the rest"
        )
        problems = engines.streams.problems()
        contents = Contents(__version__, now, databases, streams, kept_bytes + lake.bytes)
        write_contents(self.backup, contents)
        self._note(NAME)
        self.sums.complete()
        return Made(self.backup, contents, lake, (*problems, *lake.problems))

    def _files(self) -> int:
        """The files that are copied as they are; how large they are."""
        size_bytes = 0
        for name in kept_files(self.data_folder):
            target = self.backup / FOLDER / name
            try:
                sha256 = copy(self.data_folder / name, target)
            except FileNotFoundError:  # it was needed for a moment only
                continue
            self.sums.add(f"{FOLDER}/{name}", sha256)
            size_bytes += target.stat().st_size
        return size_bytes

    def _databases(self, database: Database, saved: tuple[SavedDatabase, ...]) -> None:
        (self.backup / DATABASE).mkdir(mode=0o700)
        if database.is_ours:
            database.dump_roles(self.backup)
            self._note(GLOBALS)
        for one in saved:
            database.dump(self.backup, one)
            self._note(one.file)
            self.say(f"database {one.name}: {in_words((self.backup / one.file).stat().st_size)}")

    def _note(self, name: str) -> None:
        self.sums.add(name, sha256_of(self.backup / name))


def in_words(size_bytes: int) -> str:
    """A size as people say it."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size_bytes < 1024 or unit == "GiB":
            break
        size_bytes //= 1024
    return f"{size_bytes} {unit}"


def _check_place(data_folder: Path, place: Path) -> None:
    if not data_folder.is_dir():
        raise BackupError(f"there is no data folder at {data_folder}", to_do="Name it with --data.")
    if place.absolute().resolve().is_relative_to(data_folder.resolve()):
        raise BackupError(
            f"{place} is inside of the data folder", to_do="What takes the data would take the backup with it."
        )


def _check_room(data_folder: Path, place: Path, *, databases: tuple[SavedDatabase, ...], is_first: bool) -> None:
    """Refuse early what is sure not to fit: a first backup on another disk takes the whole lake."""
    needed = sum(one.size_bytes for one in databases) // 4 + _RESERVE_BYTES
    lake = data_folder / LAKE
    if is_first and lake.is_dir() and lake.stat().st_dev != place.stat().st_dev:
        needed += named_bytes(lake)
    if (free := free_bytes(place)) < needed:
        raise BackupError(
            f"there is not enough room at {place}: {in_words(free)} are free, about {in_words(needed)} are needed",
            to_do="Make room, or name a folder on another disk.",
        )
