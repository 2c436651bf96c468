"""`otasuke verify`: read every stored byte, of the data folder or of a backup, and say what is wrong."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.backup import plain_errors, say, stopped_in_order
from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import Exit
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.local.backups.verifying import Problem

_TO_DO = {
    "backup": "Delete the files that are named and take a new backup: it copies them again. Restore from another one.",
    "packed": "Copy the file again from where it was made, or make another one: `otasuke backup PLACE --file FILE`.",
    "lake": "Put the files that are named back from a backup (they are in it under the same name), what is in an object store "
    "from older versions there; the others are not affected.",
    "streams": "What is not harmed goes on being worked on. Look at the disk; a backup may still hold the messages.",
    "database": "Do not go on with this disk. Restore the newest backup: `otasuke restore`.",
}


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke verify`."""
    parser = subparsers.add_parser(
        "verify",
        help="read every stored byte, of the data or of a backup",
        description="With BACKUP, compares each of its files with its checksum. Without, reads the lake, the streams and "
        "the database of the data folder. Ends with 0 if all is well, else with 5.",
    )
    parser.add_argument(
        "backup",
        type=Path,
        nargs="?",
        metavar="BACKUP",
        help="a backup, folder or file, or a folder of backups: then its newest one",
    )
    add_data_argument(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Verify a backup or the data folder."""
    with plain_errors(), stopped_in_order():
        what, problems = _backup(args.backup) if args.backup else _folder(args)
    if args.format == "json":
        listed = [{"part": one.part, "file": one.file, "problem": one.what} for one in problems]
        json.dump({"verified": what, "well": not problems, "problems": listed}, sys.stdout)
        print()
    else:
        print("\n".join(_lines(what, problems)))
    return Exit.UNWELL if problems else Exit.OK


def _backup(path: Path) -> tuple[str, list[Problem]]:
    from otasuke.local.backups.places import backup_at
    from otasuke.local.backups.restoring import all_harms
    from otasuke.local.backups.verifying import Problem

    backup = backup_at(path)
    say(f"reading {backup} …")
    part = "packed" if backup.is_file() else "backup"
    return str(backup), [Problem(part, str(backup / one.name), one.what) for one in all_harms(backup, say=say)]


def _folder(args: argparse.Namespace) -> tuple[str, list[Problem]]:
    from otasuke.local.backups.verifying import verify_folder

    settings = settings_of(args)
    return str(settings.data_folder), list(verify_folder(settings, say=say))


def _lines(what: str, problems: Sequence[Problem]) -> list[str]:
    if not problems:
        return [f"{what}: every byte is as it was written."]
    named = [f"{one.file} {one.what}" if one.file else one.what for one in problems]
    parts = dict.fromkeys(one.part for one in problems if one.file or one.part != "lake")
    return [*named, f"{what}: {len(problems)} problems.", *(_TO_DO[part] for part in parts)]
