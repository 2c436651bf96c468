"""`otasuke restore`: make a data folder of a backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from otasuke.cli.backup import plain_errors, say, stopped_in_order
from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import Exit
from otasuke.cli.lakes import lake_place
from otasuke.cli.up import add_data_argument, settings_of


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke restore`."""
    parser = subparsers.add_parser(
        "restore",
        help="make a data folder of a backup",
        description="Reads the whole backup first, and refuses one of which a single byte was changed. The data folder "
        "has to be empty, or not there yet.",
    )
    parser.add_argument(
        "backup",
        type=Path,
        metavar="BACKUP",
        help="the backup, folder or file, or a folder of backups: then its newest one",
    )
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Restore a backup."""
    from otasuke.local.backups.places import backup_at
    from otasuke.local.backups.restoring import restore_backup

    settings = settings_of(args)
    with plain_errors(), stopped_in_order():
        backup = backup_at(args.backup)
        contents = restore_backup(backup, settings, say=say)
    print(f"{settings.data_folder} is as it was on {contents.taken_at:%Y-%m-%d at %H:%M:%S} UTC.")
    if place := lake_place(settings):
        print(
            f"Settled events are in {place}. `otasuke hunt` reads them from here. If the data folder that this is a backup of"
        )
        print(f"is gone for good, `otasuke lake adopt --data {settings.data_folder}` makes them this one's; then")
    print(f"Start the service with `otasuke up --data {settings.data_folder}`.")
    return Exit.OK
