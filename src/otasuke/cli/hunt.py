"""`otasuke hunt`: look for something in the stored events, of one tenant or with a reason of several."""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import plain_lake_errors
from otasuke.cli.times import parse_moment, parse_zone
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.lake.hunting.hunt import Outcome
    from otasuke.lake.hunting.parts import Part

FORMATS = ("table", "jsonl", "csv")
_EXAMPLES = r"""examples:
  otasuke hunt --tenant sakura 'Image|endswith=\powershell.exe' 'User=*admin*'
  otasuke hunt --tenant sakura --text 請求書 --since 2026-11-01
  otasuke hunt --across --reason 'JPCERT 2026-0042' --indicators list.csv
  otasuke hunt --across --reason 'has this ever happened, at anyone?' --rule new-rule.yml
  otasuke hunt --tenant sakura --sql 'select "Image", count(*) from events group by 1 order by 2 desc'
"""


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "hunt",
        help="look for something in the stored events",
        description="Look for something in the stored events. What was searched goes to standard error.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_questions(parser)
    _add_scope(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="jsonl has events with all their fields (table)"
    )
    parser.add_argument("--limit", type=_count, default=100, metavar="N", help="show so many; all are counted (100)")
    parser.add_argument("--time-limit", type=_count, default=300, metavar="S", help="of --sql, in seconds (300)")
    add_data_argument(parser)


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "conditions",
        nargs="*",
        metavar="FIELD=VALUE",
        help="with Sigma's wildcards and modifiers (FIELD|endswith=VALUE); all must hold",
    )
    parser.add_argument("--text", action="append", default=[], metavar="WORD", help="in any field, in any case")
    parser.add_argument(
        "--indicators",
        nargs="+",
        metavar="FILE",
        help="addresses, networks, domains, hashes, URLs: text, CSV, STIX or MISP",
    )
    parser.add_argument("--rule", nargs="+", metavar="FILE", help="Sigma rules, over the past")
    parser.add_argument("--sql", metavar="QUERY", help="a SELECT over the view `events`")


def _add_scope(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", action="append", metavar="NAME", help="whose events")
    parser.add_argument("--across", action="store_true", help="of several tenants: those named, or all")
    parser.add_argument("--reason", metavar="TEXT", help="why; needed with --across, and kept in the audit log")
    parser.add_argument(
        "--since", metavar="T", help="from this time on, such as 2026-04-01T09:00; of Japan if no zone is named"
    )
    parser.add_argument("--until", metavar="T", help="before this time; a date is its whole day")
    parser.add_argument("--timezone", metavar="ZONE", help="of the times given and shown (Asia/Tokyo)")


def run(args: argparse.Namespace) -> int:
    """Hunt, show, and say what was searched."""
    zone = parse_zone(args.timezone)
    since = parse_moment(args.since, zone, "--since")
    until = parse_moment(args.until, zone, "--until", end_of_day=True)
    data_folder = settings_of(args).data_folder
    if args.sql is not None:
        return _query(args, data_folder, since, until)
    return _search(args, data_folder, since, until, zone)


def _search(
    args: argparse.Namespace, data_folder: Path, since: datetime | None, until: datetime | None, zone: tzinfo
) -> int:
    from otasuke.cli.hunting.question import question_of
    from otasuke.cli.hunting.showing import in_order, show_hits, summary
    from otasuke.lake.hunting.hunt import Limits, hunt

    question = question_of(args)
    parts = _parts(args, data_folder, since, until)
    limits = Limits(since=since, until=until, hits=args.limit, whole=args.format == "jsonl")
    with _progress(len(parts)) as advance:
        outcome = hunt(question, parts, limits, advance=advance)
    hits = in_order(outcome.answer.hits)
    show_hits(hits, args.format, zone)
    sys.stdout.flush()
    for line in summary(outcome, parts=len(parts), shown=len(hits), zone=zone):
        print(line, file=sys.stderr)
    return _exit_code(outcome)


def _exit_code(outcome: Outcome) -> int:
    if not outcome.is_whole:
        return Exit.INTERRUPTED
    return Exit.UNWELL if outcome.unreadable else Exit.OK


def _query(args: argparse.Namespace, data_folder: Path, since: datetime | None, until: datetime | None) -> int:
    from otasuke.cli.hunting.showing import counted, show_rows
    from otasuke.lake.hunting.sql import BadQuery, SqlLimits, run_sql

    if args.conditions or args.text or args.indicators or args.rule:
        raise CliError("--sql stands alone", hint="Write the conditions into the query.", exit_code=Exit.USAGE)
    parts = _parts(args, data_folder, since, until)
    _allow_many_files()
    limits = SqlLimits(rows=args.limit, seconds=args.time_limit)
    try:
        with plain_lake_errors():
            answer = run_sql(args.sql, parts, lake=data_folder / "lake", limits=limits, since=since, until=until)
    except BadQuery as error:
        hint = "The view is called `events`; `--sql 'describe events'` lists its columns."
        raise CliError(f"the query was not run: {error}", hint=hint, exit_code=Exit.USAGE) from error
    show_rows(answer.columns, answer.rows, args.format)
    sys.stdout.flush()
    more = "; there are more (--limit)" if answer.is_cut else ""
    events = counted(sum(part.rows for part in parts), "event")
    print(f"{counted(len(answer.rows), 'row')}{more}, from {events}.", file=sys.stderr)
    return Exit.OK


def _parts(
    args: argparse.Namespace, data_folder: Path, since: datetime | None, until: datetime | None
) -> Sequence[Part]:
    """Where to look; the audit log knows of it when this returns."""
    from otasuke.cli.hunting.scope import open_scope
    from otasuke.lake.hunting.parts import parts_of

    tenants = open_scope(args, data_folder)
    with plain_lake_errors():
        return parts_of(data_folder / "lake", tenants, since=since, until=until)


def _allow_many_files() -> None:
    """A query holds every file that was fetched for it open; the usual limit of a shell is 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


@contextmanager
def _progress(parts: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error, if somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Hunting"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("hunt", total=parts)
        yield lambda: bar.advance(task)
