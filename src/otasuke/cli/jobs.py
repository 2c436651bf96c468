"""`otasuke jobs`: what the web does in the background, what was given up, and trying that again."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.config import Settings
    from otasuke.web.jobs.selectors import JobLine

_STATES = {"failed": ["failed"], "waiting": ["todo", "doing"], "done": ["succeeded"]}
_STATES["all"] = [status for statuses in _STATES.values() for status in statuses]
_MOST = 500


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser("jobs", help="look at the web's background jobs, and try them again")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list jobs that were given up, or wait, or were done")
    listing.add_argument("state", nargs="?", choices=tuple(_STATES), default="failed", help="default: failed")
    listing.add_argument("--format", choices=("text", "jsonl"), default="text")
    retry = actions.add_parser("retry", help="try jobs again that were given up")
    retry.add_argument("jobs", nargs="*", type=int, metavar="JOB", help="numbers, as `otasuke jobs list` shows them")
    retry.add_argument("--all", action="store_true", help=f"every one that was given up, {_MOST} at once")
    for action in (listing, retry):
        add_data_argument(action)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    from otasuke.web.project.tending import CannotTend

    told = _told(settings_of(args))
    try:
        if args.action == "list":
            _list(args, told)
        else:
            _retry(args, told)
    except CannotTend as error:
        hint = "Does the service run, with its web? `otasuke status` says so." if error.is_unwell else ""
        raise CliError(str(error), hint=hint, exit_code=Exit.UNWELL if error.is_unwell else Exit.BAD_INPUT) from error
    return Exit.OK


def _list(args: argparse.Namespace, told: dict[str, str]) -> None:
    from otasuke.web.project.tending import jobs_in

    found = jobs_in(told, _STATES[args.state], most=_MOST)
    for line in found:
        print(json.dumps(asdict(line), default=datetime.isoformat) if args.format == "jsonl" else _words(line))
    if not found:
        print(f"otasuke: there is no job that is {args.state}", file=sys.stderr)
    if len(found) == _MOST:
        print(f"otasuke: only the newest {_MOST} are shown", file=sys.stderr)


def _words(line: JobLine) -> str:
    from otasuke.cli.showing.words import visible

    parts = [str(line.id), line.task, line.status, f"{line.attempts} tries", f"{line.at:%Y-%m-%d %H:%M:%S} UTC"]
    if line.again_at:
        parts.append(f"again {line.again_at:%H:%M:%S}")
    return "  ".join([*parts, visible(line.failure)]).rstrip()


def _retry(args: argparse.Namespace, told: dict[str, str]) -> None:
    from otasuke.web.project.tending import jobs_in, retry_jobs

    if bool(args.jobs) == args.all:
        raise CliError("name the jobs, or say --all", exit_code=Exit.USAGE)
    jobs = [line.id for line in jobs_in(told, _STATES["failed"], most=_MOST)] if args.all else args.jobs
    retry_jobs(told, jobs)
    print(f"otasuke: {len(jobs)} jobs are tried again", file=sys.stderr)


def _told(settings: Settings) -> dict[str, str]:
    from otasuke.cli.web_process import web_logins
    from otasuke.web.project.serving import environment

    key = settings.data_folder / "web.key.secret"
    if not key.exists():
        raise CliError(
            f"{settings.data_folder} has no web, and so no jobs",
            hint="--data or OTASUKE_DATA names another folder; OTASUKE_WEB_LISTEN starts the web.",
        )
    return environment(settings, web_logins(settings).member, secret=key.read_text(encoding="ascii").strip())
