"""A folder of backups: which are in it, and which have been kept long enough."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.sums import SUMS, is_complete

UNFINISHED = ".unfinished"
_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


def backups_in(place: Path) -> list[Path]:
    """The whole backups of a folder, oldest first."""
    return sorted(path for path in place.glob("*") if _NAME.fullmatch(path.name) and is_complete(path))


def backup_at(path: Path) -> Path:
    """The backup itself, a folder or a file, or the newest in a folder of backups. Raises BackupError if there is no whole one."""
    if path.is_file() or is_complete(path):
        return path
    if not path.is_dir():
        raise BackupError(f"there is no backup at {path}")
    if found := backups_in(path):
        return found[-1]
    cut = path.name.endswith(UNFINISHED) or any(path.glob(f"*{UNFINISHED}")) or any(path.glob("*.json"))
    why = f"it was cut short: there is no {SUMS}" if cut else "there is none in it"
    raise BackupError(
        f"{path} is no whole backup: {why}", to_do="Choose another one, or take one with `otasuke backup`."
    )


@contextmanager
def new_backup(place: Path, taken_at: datetime) -> Iterator[Path]:
    """A folder to fill, with files for nobody else. It gets its name when the context ends well, and is gone if it ends with an error.

    Raises BackupError if somebody else is at it.
    """
    with _private(), _alone(place):
        for left in place.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        final = _free_name(place, taken_at)
        partial = final.with_name(f"{final.name}{UNFINISHED}")
        partial.mkdir(mode=0o700)
        try:
            yield partial
            partial.rename(final)
            os.sync()
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def drop_old(place: Path, *, keep: int) -> list[Path]:
    """Delete the oldest backups until `keep` are left; which those were."""
    old = backups_in(place)[:-keep]
    for backup in old:
        going = backup.with_name(f"{backup.name}{UNFINISHED}")  # what is half deleted is no backup
        backup.rename(going)
        shutil.rmtree(going)
    return old


def _free_name(place: Path, taken_at: datetime) -> Path:
    stamp = taken_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (place / (f"{stamp}-{number}" if number else stamp) for number in range(1000))
    return next(path for path in names if not path.exists())


@contextmanager
def _private() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"another backup into {place} is under way") from None
        yield
