"""`otasuke lake`: look after the stored events."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
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


def run(args: argparse.Namespace) -> int:
    """Verify the lake."""
    from otasuke.lake.verify import verify

    lake = settings_of(args).data_folder / "lake"
    there = _tenants(lake, args.tenant)
    problems = list(verify(lake, args.tenant, now=datetime.now(UTC)))
    if args.format == "json":
        listed = [{"tenant": one.tenant, "file": one.name, "problem": one.what} for one in problems]
        json.dump({"folder": str(lake), "tenants": len(there), "problems": listed}, sys.stdout)
        print()
    else:
        print("\n".join(_lines(lake, len(there), problems)))
    return Exit.UNWELL if problems else Exit.OK


def _tenants(lake: Path, wanted: str | None) -> list[str]:
    """Whose events are looked at. Raises CliError."""
    from otasuke.events.names import BadName, check_tenant
    from otasuke.lake.errors import LakeError
    from otasuke.lake.manifest import tenants
    from otasuke.lake.parts import everybody

    try:
        there = everybody(lake)
    except LakeError:  # verify says more about it
        there = tenants(lake)
    try:
        if wanted is not None and check_tenant(wanted) not in there:
            raise CliError(
                f"there are no events of {wanted} in {lake}", hint="`otasuke lake verify` looks at everybody."
            )
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    return there if wanted is None else [wanted]


def _lines(lake: Path, tenants: int, problems: Sequence[Problem]) -> list[str]:
    if not problems:
        if not tenants:
            return [f"There are no events in {lake}."]
        return [f"Tenants in {lake}: {tenants}. Every file is as it was written."]
    named = [f"{one.tenant + ': ' if one.tenant else ''}{one.name} {one.what}" for one in problems]
    return [
        *named,
        f"Tenants in {lake}: {tenants}. Problems: {len(problems)}.",
        "Put the files back from a backup; the others are not affected.",
    ]
