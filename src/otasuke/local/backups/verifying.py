"""Verifying: every byte of a data folder is read and compared with what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from otasuke.config import Settings
from otasuke.lake.errors import BrokenManifest, NotOurs, StoreUnreachable
from otasuke.lake.verify import shown, verify
from otasuke.local.backups.contents import LAKE
from otasuke.local.backups.engines import engines_of

PARTS = ("lake", "streams", "database")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong: in which part of the data, which file if one can be named, and in words what."""

    part: str
    file: str
    what: str


def verify_folder(settings: Settings, *, say: Callable[[str], None]) -> Iterator[Problem]:
    """What is wrong with a data folder. Raises BackupError, FolderInUse, HalfRestored, ServiceError."""
    lake = settings.data_folder / LAKE
    say("reading the lake …")
    try:
        for one in verify(lake):
            yield Problem("lake", shown(lake, one), one.what)
    except (NotOurs, StoreUnreachable, BrokenManifest) as error:
        yield Problem("lake", "", f"{error}; the events that are there were not read")
    with engines_of(settings, say=say) as engines:
        say("reading the streams …")
        for problem in engines.streams.problems():
            yield Problem("streams", "", problem)
        if engines.database.is_ours:
            say("reading the database …")
            if harms := engines.database.harms():
                yield Problem("database", "", harms)
