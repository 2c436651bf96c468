"""`otasuke lake`: look after the stored events."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.lake.care import Problem


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


def run(args: argparse.Namespace) -> int:
    """Verify the lake."""
    from otasuke.events.names import BadName
    from otasuke.lake.care import verify
    from otasuke.lake.manifest import tenant_folder, tenants

    lake = settings_of(args).data_folder / "lake"
    try:
        there = tenants(lake) if args.tenant is None else [args.tenant]
        if args.tenant is not None and not tenant_folder(lake, args.tenant).is_dir():
            raise CliError(
                f"there are no events of {args.tenant} in {lake}", hint="`otasuke lake verify` looks at everybody."
            )
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    problems = list(verify(lake, args.tenant))
    if args.format == "json":
        listed = [{"tenant": one.tenant, "file": one.name, "problem": one.what} for one in problems]
        json.dump({"folder": str(lake), "tenants": len(there), "problems": listed}, sys.stdout)
        print()
    else:
        print("\n".join(_lines(lake, len(there), problems)))
    return Exit.UNWELL if problems else Exit.OK


def _lines(lake: Path, tenants: int, problems: Sequence[Problem]) -> list[str]:
    if not tenants:
        return [f"There are no events in {lake}."]
    if not problems:
        return [f"Tenants in {lake}: {tenants}. Every file is as it was written."]
    named = [f"{one.tenant}: {one.name} {one.what}" for one in problems]
    return [
        *named,
        f"Tenants in {lake}: {tenants}. Problems: {len(problems)}.",
        "Put the files back from a backup; the others are not affected.",
    ]
