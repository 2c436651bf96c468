"""`otasuke backup`: save everything of a data folder, while the service runs or while it does not."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.local.backups.making import Made


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke backup`."""
    parser = subparsers.add_parser(
        "backup",
        help="save everything, while the service runs",
        description="Makes a new folder in PLACE, with the database, the streams, the lake, secrets and settings, and a "
        "checksum of every file. Files of the lake that an earlier backup in PLACE has are not copied again. "
        "Keep PLACE on another disk, and a copy of it elsewhere: it holds everything, passwords too.",
    )
    parser.add_argument("place", type=Path, metavar="PLACE", help="the folder of backups")
    parser.add_argument(
        "--keep", type=_some, metavar="N", help="delete the oldest backups in PLACE, so that N are left"
    )
    parser.add_argument(
        "--file", type=Path, metavar="FILE", help="also write the backup into one file (a tar), to be copied away"
    )
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Make a backup."""
    from otasuke.local.backups.making import in_words, make_backup
    from otasuke.local.backups.packing import pack
    from otasuke.local.backups.places import drop_old

    settings = settings_of(args)
    with plain_errors(), stopped_in_order():
        _check_file(args.file, settings)
        made = make_backup(settings, args.place, now=datetime.now(UTC), say=say)
        packed_bytes = pack(made.backup, args.file, say=say) if args.file else 0
        dropped = drop_old(args.place, keep=args.keep) if args.keep else []
    print("\n".join(_lines(made)))
    if args.file:
        print(
            f"All of it is in {args.file} too ({in_words(packed_bytes)}), which `otasuke restore` and `verify` take as it is."
        )
    if args.place.stat().st_dev == settings.data_folder.stat().st_dev:
        print(f"It is on the same disk as the data: copy {args.place} to another one, or the disk takes both.")
    if made.lake.store:
        print(
            f"Settled events are in {made.lake.store}, and not in it: keep versions of the bucket, or a copy of it elsewhere."
        )
    for backup in dropped:
        print(f"Deleted {backup}.")
    for problem in made.problems:
        print(f"Problem: {problem}.")
    if made.problems:
        print("The backup holds all that could be read. `otasuke verify` says more about the data.")
    if settings.database_url:
        print(
            "Of PostgreSQL it holds the database that OTASUKE_DATABASE_URL names; its roles and passwords it does not."
        )
    return Exit.UNWELL if made.problems else Exit.OK


def _check_file(file: Path | None, settings: Settings) -> None:
    """Before a backup is made for nothing."""
    if file is None:
        return
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise CliError(f"--file {file} cannot be written", hint="Name a file in a folder that is there.")
    if file.resolve().is_relative_to(settings.data_folder.resolve()):
        hint = "What takes the data would take the backup with it."
        raise CliError(f"--file {file} is inside of the data folder", hint=hint)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say in plain words what stands in the way of a backup."""
    from otasuke.local.backups.errors import BackupError
    from otasuke.local.folder import FolderInUse, HalfRestored
    from otasuke.local.service import ServiceError

    try:
        yield
    except BackupError as error:
        raise CliError(str(error), hint=error.to_do) from error
    except HalfRestored as error:
        raise CliError(str(error), hint="Delete the folder, and restore the backup again.") from error
    except FolderInUse as error:
        raise CliError(str(error), hint="`otasuke status` says how it is.") from error
    except OSError as error:
        raise CliError(f"{error.filename or 'the disk'}: {error.strerror}", hint="Nothing was kept of it.") from error
    except ServiceError as error:
        raise CliError(str(error), hint=error.said, exit_code=Exit.UNWELL) from error


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C: what was begun is tidied up, engines that were started are stopped."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def say(text: str) -> None:
    """Say how far it is."""
    print(f"otasuke: {text}", file=sys.stderr, flush=True)


def _lines(made: Made) -> list[str]:
    from otasuke.local.backups.making import in_words

    contents, lake = made.contents, made.lake
    parts = f"{len(contents.databases)} databases, {len(contents.streams)} streams, {lake.files} files of the lake"
    return [
        f"Backup {made.backup} is whole: {parts} ({in_words(lake.bytes)}, copied now {in_words(lake.new_bytes)}).",
        f"`otasuke verify {made.backup}` checks it; `otasuke restore {made.backup} --data FOLDER` makes a data folder of it.",
    ]


def _some(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of backups: 1 or more")
    return int(text)
