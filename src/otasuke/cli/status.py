"""`otasuke status`: what runs on this machine, what does not, and what to do."""

from __future__ import annotations

import argparse
import json
import sys

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke status`."""
    parser = subparsers.add_parser(
        "status", help="say what runs on this machine", description="Ends with 0 if all is well, else with 5."
    )
    add_data_argument(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Print how the service is."""
    from otasuke.local.folder import is_held

    settings = settings_of(args)
    is_up = is_held(settings.data_folder)
    services = _services(settings, is_up=is_up)
    is_well = is_up and all(service["runs"] for service in services)
    if args.format == "json":
        json.dump({"folder": str(settings.data_folder), "up": is_up, "well": is_well, "services": services}, sys.stdout)
        print()
    else:
        print("\n".join(_lines(settings, services, is_up=is_up)))
    return Exit.OK if is_well else Exit.UNWELL


def _services(settings: Settings, *, is_up: bool) -> list[dict[str, object]]:
    from otasuke.local.state import is_running, read_state

    return [
        {
            "name": state.name,
            "runs": is_up and is_running(state),
            "pid": state.pid,
            "restarts": state.restarts,
            "problem": state.problem,
            "log": str(settings.data_folder / "log" / f"{state.name.lower()}.log"),
        }
        for state in read_state(settings.data_folder)
    ]


def _lines(settings: Settings, services: list[dict[str, object]], *, is_up: bool) -> list[str]:
    if not is_up:
        return [f"otasuke is not running on {settings.data_folder}.", "Start it with `otasuke up`."]
    lines = [f"otasuke is running on {settings.data_folder}."]
    for service in services:
        if service["runs"]:
            again = f", started again {service['restarts']} times" if service["restarts"] else ""
            lines.append(f"{service['name']} runs (process {service['pid']}{again}).")
        else:
            lines.append(f"{service['name']} does not run: {service['problem'] or 'it is being started'}.")
            lines.append(f"  It is started again by itself. If it stays so, its log says why: {service['log']}")
    return lines
