"""`otasuke scan`: find attacks in recorded logs."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import IO, TYPE_CHECKING

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.commands import Subparsers
from otasuke.cli.engines import parse_placeholders, prepare
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.indicator_lists import prepared_indicators
from otasuke.cli.inputs import Portion, find_portions
from otasuke.cli.times import parse_moment, parse_zone

if TYPE_CHECKING:
    from otasuke.cli.scanning.run import Advance
    from otasuke.cli.scanning.scanner import Options
    from otasuke.cli.showing.report import Report
    from otasuke.detect.rule import Correlation, Rule

LEVELS = ("informational", "low", "medium", "high", "critical")
FORMATS = ("table", "jsonl", "csv", "html")


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "scan",
        description="Find attacks in recorded logs: files, folders, archives, or standard input. "
        "Formats are recognised by their content. The summary goes to standard error.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, zip, tar or gz archive; - for stdin")
    parser.add_argument(
        "--rules",
        nargs="+",
        action="extend",
        metavar="DIR",
        help="folders or files of Sigma rules; a .toml file has other levels for them, such as rules/severity.toml",
    )
    parser.add_argument(
        "--indicators",
        nargs="+",
        action="extend",
        default=[],
        metavar="LIST",
        help="also look for these: text, CSV, STIX or MISP",
    )
    parser.add_argument(
        "--own",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="domains and addresses that are no indicators",
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to show what was found (table)")
    parser.add_argument("--out", metavar="FILE", help="write it to this file")
    parser.add_argument("--level", choices=LEVELS, default="informational", help="leave out what is below this level")
    parser.add_argument("--since", metavar="T", help="leave out events before this time, such as 2026-04-01T09:00")
    parser.add_argument("--until", metavar="T", help="leave out events from this time on; a date is its whole day")
    parser.add_argument(
        "--timezone", metavar="ZONE", help="of the times shown, given, and of logs that name none (Asia/Tokyo)"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (as many as processors)")
    parser.add_argument(
        "--placeholder", action="append", default=[], metavar="NAME=VALUE", help="for %%name%% in rules"
    )
    parser.add_argument("--source", metavar="NAME", help="the format of every input, instead of recognising it")
    parser.add_argument("--rejects", metavar="FILE", help="write every Reject to this file, as JSON lines")


def run(args: argparse.Namespace) -> int:
    """Scan, show, and say what could not be read."""
    if not args.rules:
        raise CliError(
            "which rules? --rules DIR is missing",
            hint="SigmaHQ's rules are at https://github.com/SigmaHQ/sigma; `otasuke demo` brings a few of its own.",
            exit_code=Exit.USAGE,
        )
    report = scan(args)
    with _output(args.out) as out:
        _write(report, args.format, out, is_file=args.out is not None)
    if args.rejects:
        _write_rejects(report, args.rejects)
    _summarise(report)
    if not report.results.is_whole:
        return Exit.INTERRUPTED
    return Exit.BAD_INPUT if report.failures else Exit.OK


def scan(args: argparse.Namespace) -> Report:
    """Do the whole scan that the arguments ask for."""
    begun = time.monotonic()
    zone = parse_zone(args.timezone)
    portions, skipped = find_portions(args.paths)
    prepared = prepare(args.rules, parse_placeholders(args.placeholder), Artefacts(cache_folder()))
    ready = prepared.open()
    if not ready.rules.ids:
        raise CliError("none of the rules can run", hint="`otasuke rules check` says why.", exit_code=Exit.BAD_RULES)
    from otasuke.cli.scanning.run import correlate, scan_portions
    from otasuke.cli.scanning.sightings import rule_of
    from otasuke.cli.showing.report import Report

    options = _options(args, zone)
    reading = time.monotonic()
    with _progress(portions) as advance:
        results = scan_portions(
            portions,
            prepared=prepared,
            ready=ready,
            options=options,
            jobs=args.jobs or _processors(),
            advance=advance,
        )
    matching_s = time.monotonic() - reading
    results.skipped[:0] = skipped
    results, faults = correlate(results, ready, options)
    numbers = {id: number for number, id in enumerate(ready.rules.ids)}
    correlations = {correlation.id: correlation for correlation in ready.rules.correlations}

    def describe(id: str) -> Rule | Correlation:
        if id in numbers:
            return ready.rules.rule(numbers[id])
        return correlations[id] if id in correlations else rule_of(id, results.findings)

    return Report(
        results=results,
        rules=len(ready.rules.ids),
        correlations=len(correlations) - len(faults),
        faults=(*ready.rules.faults, *faults),
        describe=describe,
        zone=zone,
        finished_at=datetime.now(UTC),
        elapsed_s=time.monotonic() - begun,
        matching_s=matching_s,
        relevelled=ready.rules.relevelled,
    )


def _options(args: argparse.Namespace, zone: tzinfo) -> Options:
    from otasuke.cli.scanning.scanner import Options
    from otasuke.detect.rule import Level
    from otasuke.normalise.registry import NAMES

    if args.source is not None and args.source not in NAMES:
        raise CliError(
            f"no format is called {args.source!r}",
            hint=f"Known are: {', '.join(sorted(NAMES))}.",
            exit_code=Exit.USAGE,
        )
    return Options(
        received_at=datetime.now(UTC),
        zone=zone,
        level=Level(args.level),
        since=parse_moment(args.since, zone, "--since"),
        until=parse_moment(args.until, zone, "--until", end_of_day=True),
        source=args.source,
        keep_rejects=args.rejects is not None,
        indicators=prepared_indicators(args.indicators, args.own, Artefacts(cache_folder()))
        if args.indicators
        else None,
    )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(portions: list[Portion]) -> Iterator[Advance]:
    """A bar on standard error, if somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("Scanning"), BarColumn(), MofNCompleteColumn(), TextColumn("parts"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("scan", total=len(portions))
        yield lambda: bar.advance(task)


@contextmanager
def _output(path: str | None) -> Iterator[IO[bytes]]:
    """The file to write to, which appears only when it is whole; or standard output."""
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    half = Path(f"{path}.part")
    try:
        with half.open("wb") as file:
            yield file
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise CliError(f"cannot write {path!r}: {error.strerror}", hint="--out names another file.") from error


def _write(report: Report, form: str, out: IO[bytes], *, is_file: bool) -> None:
    if form == "table":
        _write_table(report, out, is_file=is_file)
    elif form == "jsonl":
        from otasuke.cli.showing.jsonl import write_jsonl

        write_jsonl(report.findings, out)
    else:
        text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="")
        _write_text(report, form, text)
        text.detach()  # flushes, and leaves closing to whoever opened it


def _write_text(report: Report, form: str, out: IO[str]) -> None:
    if form == "csv":
        from otasuke.cli.showing.csv_rows import write_csv

        write_csv(report.findings, out)
    else:
        from otasuke.cli.showing.page import write_page

        write_page(report, out)


def _write_table(report: Report, out: IO[bytes], *, is_file: bool) -> None:
    from rich.console import Console

    from otasuke.cli.showing.table import print_findings

    if not is_file:
        print_findings(report, Console(highlight=False))
        return
    text = io.TextIOWrapper(out, "utf-8", errors="replace")
    print_findings(report, Console(file=text, width=160, highlight=False))
    text.detach()


def _summarise(report: Report) -> None:
    from otasuke.cli.showing.summary import summary_lines

    for line in summary_lines(report):
        print(line, file=sys.stderr)


def _write_rejects(report: Report, path: str) -> None:
    from otasuke.cli.showing.jsonl import write_rejects

    with _output(path) as out:
        write_rejects(report.results.kept_rejects, out)
