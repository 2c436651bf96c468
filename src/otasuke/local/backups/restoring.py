"""Restoring a backup into a folder that holds nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from otasuke.config import Settings
from otasuke.lake.errors import BrokenManifest
from otasuke.lake.recent import catch_up_with_settled
from otasuke.lake.storage.binding import read_binding
from otasuke.local.backups.contents import FOLDER, LAKE, Contents, read_contents
from otasuke.local.backups.database import Database
from otasuke.local.backups.engines import running, started
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.files import copy, free_bytes, move
from otasuke.local.backups.making import in_words
from otasuke.local.backups.packing import contents_in, harms_in, unpack
from otasuke.local.backups.streams import Streams
from otasuke.local.backups.sums import Harm, harms
from otasuke.local.folder import HALF_RESTORED, LOCK, HalfRestored, held
from otasuke.local.machine import engines

_UNPACKED = "restore.unpacked"
Take = Callable[[Path, Path], object]


def restore_backup(backup: Path, settings: Settings, *, say: Callable[[str], None]) -> Contents:
    """Make the data folder of a backup; it is not running afterwards. What the backup held.

    Raises BackupError, FolderInUse, HalfRestored, ServiceError, OSError. A folder that was filled only in part is marked, and
    `otasuke up` refuses it.
    """
    folder = settings.data_folder
    _check_engines_of_others(settings, _contents(backup))
    check_empty(folder)
    check_whole(backup, say=say)
    contents = _contents(backup)
    _check_room(folder, contents, packed_bytes=backup.stat().st_size if backup.is_file() else 0)
    with held(folder, to_restore=True):
        mark = folder / HALF_RESTORED
        mark.touch()
        with _at_hand(backup, folder, say=say) as (unpacked, take):
            _take_back(unpacked, folder, take=take, say=say)
            _catch_up(folder / LAKE, say=say)
            _fill_engines(unpacked, settings, contents, say=say)
        os.sync()
        mark.unlink()
        os.sync()
    return contents


def check_empty(folder: Path) -> None:
    """Raises BackupError, HalfRestored where a restored folder would overwrite something."""
    if folder.exists() and not folder.is_dir():
        raise BackupError(f"{folder} is no folder")
    if (folder / HALF_RESTORED).exists():
        raise HalfRestored(folder)
    if folder.is_dir() and any(path.name not in (LOCK, "lost+found") for path in folder.iterdir()):
        raise BackupError(
            f"{folder} is not empty",
            to_do="A backup is restored only where nothing is lost by it: name an empty folder with --data.",
        )


def _check_engines_of_others(settings: Settings, contents: Contents) -> None:
    if settings.database_url:
        Database(settings.database_url, is_ours=False).check_empty()
    there = set(Streams(settings.nats_url).names()) if settings.nats_url else set()
    if twice := sorted(there & {stream.name for stream in contents.streams}):
        raise BackupError(
            f"the NATS that OTASUKE_NATS_URL names has a stream {twice[0]} already",
            to_do="A backup is restored only where nothing is lost by it: name a NATS without these streams.",
        )


def check_whole(backup: Path, *, say: Callable[[str], None]) -> None:
    """Read all of a backup. Raises BackupError if a single byte of it was changed."""
    say(f"reading {backup} to see that it is whole …")
    if found := all_harms(backup, say=say):
        named = "\n".join(f"{backup / harm.name} {harm.what}" for harm in found[:20])
        raise BackupError(
            f"{backup} was harmed; nothing was restored\n{named}", to_do="Restore another backup, or mend this one."
        )


def all_harms(backup: Path, *, say: Callable[[str], None]) -> list[Harm]:
    """What is wrong with a backup, a folder or a file. Reads every byte."""
    if backup.is_file():
        return list(harms_in(backup, say=say))
    return [harm for harm in harms(backup) if harm is not None]


def _contents(backup: Path) -> Contents:
    return contents_in(backup) if backup.is_file() else read_contents(backup)


@contextmanager
def _at_hand(backup: Path, folder: Path, *, say: Callable[[str], None]) -> Iterator[tuple[Path, Take]]:
    """The backup as a folder, and how to take files from it."""
    if not backup.is_file():
        yield backup, copy
        return
    unpacked = folder / _UNPACKED
    unpack(backup, unpacked, say=say)
    yield unpacked, move
    shutil.rmtree(unpacked)


def _check_room(folder: Path, contents: Contents, *, packed_bytes: int) -> None:
    needed = max(contents.restored_bytes, contents.restored_bytes - contents.files_bytes + packed_bytes)
    if (free := free_bytes(folder)) < needed:
        raise BackupError(
            f"there is not enough room at {folder}: {in_words(free)} are free, about {in_words(needed)} are needed",
            to_do="Make room, or name a folder on another disk with --data.",
        )


def _take_back(backup: Path, folder: Path, *, take: Take, say: Callable[[str], None]) -> None:
    """The files as they were, for nobody but their owner."""
    for part, target in ((FOLDER, folder), (LAKE, folder / LAKE)):
        files = [path for path in (backup / part).rglob("*") if path.is_file()]
        for path in files:
            take(path, target / path.relative_to(backup / part))
        if files:
            say(f"{part}: {len(files)} files")


def _catch_up(lake: Path, *, say: Callable[[str], None]) -> None:
    try:
        if (binding := read_binding(lake)) is None:
            catch_up_with_settled(lake)
        else:  # who adopts the lake catches up with it
            say(f"lake: settled events are in {binding.place}, as they are there now")
    except BrokenManifest as error:  # it was so when the backup was made; the rest is of use
        say(str(error))


def _fill_engines(backup: Path, settings: Settings, contents: Contents, *, say: Callable[[str], None]) -> None:
    # Everything is put on the disk at the end. Message by message it takes a slow disk so long that NATS gives up.
    with started(settings, engines(settings, nats_sync_interval="2m")):
        there = running(settings)
        there.streams.restore(backup, contents.streams, say)
        there.database.restore(backup, contents.databases)
        for database in contents.databases:
            say(f"database {database.name}")
