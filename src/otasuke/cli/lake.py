"""`otasuke lake`: look after the stored events."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.backup import plain_errors, say
from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import lake_of, plain_lake_errors, put_back
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.lake.verify import Problem


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser("lake", help="look after the stored events")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        help="read every stored byte and say what is wrong",
        description="Compares every file with the checksum of the time when it was written. Ends with 0 if all is well, else with 5.",
    )
    add_data_argument(verify)
    verify.add_argument("--tenant", help="only of this one")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    move = actions.add_parser(
        "move",
        help="bring all settled events to an object store",
        description="Brings the files of all tenants to the place that OTASUKE_LAKE_URL names, while the service does not run. "
        "If it is cut short the lake is where it was; the next time it goes on.",
    )
    add_data_argument(move)
    adopt = actions.add_parser(
        "adopt",
        help="take over the lake in an object store from a data folder that is gone",
        description="Makes the lake that OTASUKE_LAKE_URL names, or the restored one, belong to this data folder. The folder that "
        "had it may only read from then on: what it still holds of the last hour never gets there.",
    )
    add_data_argument(adopt)


def run(args: argparse.Namespace) -> int:
    """Verify the lake, move it, or take one over."""
    return {"verify": _verify, "move": _move, "adopt": _adopt}[args.action](args)


def _verify(args: argparse.Namespace) -> int:
    from otasuke.lake.verify import verify

    settings = settings_of(args)
    lake = lake_of(settings)
    with plain_lake_errors():
        there, where = _tenants(lake, args.tenant), _where(lake)
        problems = list(verify(lake, args.tenant, now=datetime.now(UTC)))
    if args.format == "json":
        listed = [{"tenant": one.tenant, "file": one.name, "problem": one.what} for one in problems]
        json.dump({"folder": where, "tenants": len(there), "problems": listed}, sys.stdout)
        print()
    else:
        print("\n".join(_lines(where, len(there), problems)))
        if problems:
            print(put_back(settings))
    return Exit.UNWELL if problems else Exit.OK


def _move(args: argparse.Namespace) -> int:
    from otasuke.lake.moving import MOVED, move
    from otasuke.local.folder import held

    settings = settings_of(args)
    lake, place = lake_of(settings), settings.lake_place
    if place is None:
        raise CliError("where to? OTASUKE_LAKE_URL is not set", hint="For example s3://bucket/otasuke")
    with plain_errors(), held(settings.data_folder), plain_lake_errors():
        files = move(
            lake, place, cache_bytes=settings.cache_bytes, advance=lambda tenant, count: say(f"{tenant}: {count}")
        )
    print(f"The settled events are in {place} now: {files} files. `otasuke lake verify` reads them there.")
    print(f"Then {lake / MOVED} may be deleted: nobody reads it any more.")
    return Exit.OK


def _adopt(args: argparse.Namespace) -> int:
    from otasuke.lake.home import adopt
    from otasuke.local.folder import held

    settings = settings_of(args)
    with plain_errors(), held(settings.data_folder), plain_lake_errors():
        place = adopt(lake_of(settings), settings.lake_place)
    print(f"The lake in {place} belongs to {settings.data_folder} now.")
    return Exit.OK


def _where(lake: Path) -> str:
    from otasuke.lake.storage.binding import store_of

    return store_of(lake).shown("")


def _tenants(lake: Path, wanted: str | None) -> list[str]:
    """Whose events are looked at. Raises CliError."""
    from otasuke.events.names import BadName, check_tenant
    from otasuke.lake.errors import BrokenFile, BrokenManifest, FileGone
    from otasuke.lake.manifest import tenants
    from otasuke.lake.parts import everybody

    try:
        there = everybody(lake)
    except (BrokenFile, BrokenManifest, FileGone):  # verify says more about it
        there = tenants(lake)
    try:
        if wanted is not None and check_tenant(wanted) not in there:
            raise CliError(
                f"there are no events of {wanted} in {lake}", hint="`otasuke lake verify` looks at everybody."
            )
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    return there if wanted is None else [wanted]


def _lines(lake: str, tenants: int, problems: Sequence[Problem]) -> list[str]:
    if not problems:
        if not tenants:
            return [f"There are no events in {lake}."]
        return [f"Tenants in {lake}: {tenants}. Every file is as it was written."]
    named = [f"{one.tenant + ': ' if one.tenant else ''}{one.name} {one.what}" for one in problems]
    return [
        *named,
        f"Tenants in {lake}: {tenants}. Problems: {len(problems)}.",
    ]
