"""`otasuke status`: what runs on this machine, what does not, and what to do."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.local.condition import Disk, Part
    from otasuke.pipeline.processes.remarks import Remark
    from otasuke.pipeline.processes.report import Report


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke status`."""
    parser = subparsers.add_parser(
        "status", help="say what runs on this machine", description="Ends with 0 if all is well, else with 5."
    )
    add_data_argument(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Print how the service is."""
    from otasuke.local.condition import disk_of, parts
    from otasuke.local.folder import is_held
    from otasuke.pipeline.processes.doors import read_doors
    from otasuke.pipeline.processes.remarks import remarks

    settings = settings_of(args)
    try:
        is_up = is_held(settings.data_folder)
        found, disk = parts(settings, is_up=is_up), disk_of(settings.data_folder)
    except PermissionError as error:
        hint = "Ask as the user that runs the service."
        raise CliError(f"{error.filename} is not for you to read", hint=hint, exit_code=Exit.UNWELL) from error
    reports = _reports(settings, found)
    said = remarks(reports, read_doors(settings.data_folder / "pipeline"), now=datetime.now(UTC))
    is_well = is_up and not disk.is_full and all(part.ready for part in found) and not any(one.is_wrong for one in said)
    if args.format == "json":
        folder, services = str(settings.data_folder), [asdict(part) for part in found]
        told = {"folder": folder, "up": is_up, "well": is_well, "services": services, "disk": asdict(disk)}
        told |= {"reports": [asdict(one) for one in reports], "remarks": [asdict(one) for one in said]}
        json.dump(told, sys.stdout, default=str)
        print()
    else:
        print("\n".join((*_lines(settings, found, disk, is_up=is_up), *_remark_lines(said))))
    return Exit.OK if is_well else Exit.UNWELL


def _reports(settings: Settings, parts: Sequence[Part]) -> list[Report]:
    """What the processes that run say about themselves; not what one said that has died."""
    from otasuke.pipeline.processes.report import read_reports

    running = {(part.name, part.pid) for part in parts if part.runs}
    return [one for one in read_reports(settings.data_folder / "pipeline") if (one.process, one.pid) in running]


def _remark_lines(said: Sequence[Remark]) -> Iterator[str]:
    from otasuke.cli.showing.words import visible

    for one in said:
        yield f"{visible(one.words)}."
        yield from (f"  {visible(detail)}" for detail in one.details)
        if one.to_do:
            yield f"  {one.to_do}"


def _lines(settings: Settings, parts: Sequence[Part], disk: Disk, *, is_up: bool) -> Iterator[str]:
    if is_up:
        yield f"otasuke is running on {settings.data_folder}."
    else:
        yield f"otasuke is not running on {settings.data_folder}."
        yield "Start it with `otasuke up`."
    for part in parts:
        yield from _lines_of(part)
    if disk.problem:
        yield f"{disk.problem[0].upper()}{disk.problem[1:]}."
        yield f"  {disk.to_do}"


def _lines_of(part: Part) -> Iterator[str]:
    name = f"{part.name} at {part.where}" if part.where else part.name
    if part.problem:
        yield f"{name} {part.problem}."
        yield f"  {part.to_do}{f' {part.log}' if part.log else ''}"
    elif part.ready:
        again = f", started again {part.restarts} times" if part.restarts else ""
        yield f"{name} answers." if part.where else f"{name} runs (process {part.pid}{again})."
