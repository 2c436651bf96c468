"""`otasuke learn`: what the learnt detectors find in recorded logs."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import Exit
from otasuke.cli.inputs import Portion, Skipped, find_portions
from otasuke.cli.places import read_places
from otasuke.cli.supports import read_supports
from otasuke.cli.times import parse_zone

if TYPE_CHECKING:
    import pyarrow as pa

    from otasuke.detect.learn.detectors import Detectors
    from otasuke.detect.learn.learnt import Learnt
    from otasuke.events import Event
    from otasuke.normalise.reader import Tally

_AT_ONCE = 100_000
_LONGEST_VALUE = 60
_WIDTH = 160
"""Of a table in a file or a pipe."""


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "learn",
        description="Find in recorded logs what single events cannot say: new devices, systems without updates, beaconing, scans "
        "of neighbours, tunnels, unusual volumes, logins, changes of files and mails. The summary goes to standard error.",
    )
    parser.add_argument("paths", nargs="+", metavar="LOGS", help="file, folder, zip, tar or gz archive; - for stdin")
    parser.add_argument(
        "--learning-days",
        type=_days,
        default=14,
        metavar="N",
        help="what happens on the first N days is only learnt (14); 0 for a short recording",
    )
    parser.add_argument(
        "--places",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE.mmdb",
        help="databases of where addresses are (GeoLite2, DB-IP Lite, IPinfo Lite), for logins whose log does not say",
    )
    parser.add_argument("--all", action="store_true", help="show what was found while learning too")
    parser.add_argument(
        "--by-folder", action="store_true", help="each folder directly below LOGS is a company of its own"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table", help="json: an object a line")
    parser.add_argument(
        "--timezone", metavar="ZONE", help="of the times shown, and of logs that name none (Asia/Tokyo)"
    )


def _days(text: str) -> int:
    if not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Read, learn, and show what is unusual."""
    from otasuke.detect.learn.detectors import Detectors
    from otasuke.normalise.reader import Tally

    zone = parse_zone(args.timezone)
    portions, skipped = find_portions(args.paths)
    detectors = Detectors(read_supports(), longest=timedelta(days=args.learning_days), places=read_places(args.places))
    found: list[Learnt] = []
    tally = Tally()
    for portion in portions:
        tenant = _tenant_of(portion, args.paths) if args.by_folder else "all"
        for table in _tables(portion, tally, skipped, zone=zone, tenant=tenant):
            found += detectors.update(table)
    shown = sorted((one for one in found if args.all or not one.is_learning), key=lambda one: (one.time, one.id))
    _show(shown, args.format, zone)
    sys.stdout.flush()
    _summarise(found, skipped, tally=tally, detectors=detectors)
    return Exit.BAD_INPUT if any(one.is_failure for one in skipped) else Exit.OK


def _tenant_of(portion: Portion, paths: list[str]) -> str:
    """The name of the folder directly below the path that was given."""
    for path in paths:
        if portion.path != path and Path(portion.path).is_relative_to(path):
            inner = Path(portion.path).relative_to(path).parts
            return inner[0] if len(inner) > 1 else "all"
    return "all"


def _tables(portion: Portion, tally: Tally, skipped: list[Skipped], *, zone: tzinfo, tenant: str) -> Iterator[pa.Table]:
    """The events of a portion as columns of the lake, each part of them by time."""
    import pyarrow as pa

    from otasuke.lake.columns import TENANT, moments, to_columns
    from otasuke.lake.joining import joined

    for number, events in enumerate(_parts(_events(portion, tally, skipped, zone=zone))):
        rows = [(f"{portion.path}#{number}", place, event) for place, event in enumerate(events)]
        table = joined([to_columns(rows)])
        table = table.append_column(TENANT, pa.array([tenant] * len(table), pa.string()))
        yield table.append_column("at", moments(table)).sort_by("at").drop_columns("at")


def _parts(events: Iterator[Event]) -> Iterator[list[Event]]:
    while part := list(islice(events, _AT_ONCE)):
        yield part


def _events(portion: Portion, tally: Tally, skipped: list[Skipped], *, zone: tzinfo) -> Iterator[Event]:
    from otasuke.cli.not_logs import why_not_a_log
    from otasuke.cli.streams import StreamError, open_streams
    from otasuke.events import Event
    from otasuke.normalise.base import Context
    from otasuke.normalise.reader import normalise_stream

    context = Context(datetime.now(UTC), zone=zone)
    for stream in open_streams(portion):
        if isinstance(stream, Skipped):
            skipped.append(stream)
        elif reason := why_not_a_log(stream.name, stream.head, is_named=portion.is_named and "!" not in stream.name):
            skipped.append(Skipped(stream.name, reason, is_failure=False))
        else:
            try:
                found = tally.counting(normalise_stream(stream.chunks, context))
                yield from (one for one in found if isinstance(one, Event))
            except StreamError as error:
                skipped.append(Skipped(stream.name, str(error), is_failure=True))


def _show(found: list[Learnt], form: str, zone: tzinfo) -> None:
    if form == "json":
        import orjson

        for one in found:
            sys.stdout.write(orjson.dumps({"id": one.id, **_as_object(one)}).decode() + "\n")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for name in ("Time", "What", "Level"):
        table.add_column(name, no_wrap=True)
    for name in ("Device", "With", "Why"):
        table.add_column(name, overflow="fold")
    for one in found:
        when = one.time.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(when, one.detector, one.level.value, *map(_plain, (one.device, one.counterpart, _why(one))))
    if found:
        Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDTH).print(table)


def _as_object(one: Learnt) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(one), "level": one.level.value}


def _why(one: Learnt) -> str:
    return ", ".join(
        f"{fact.name} {fact.value[:_LONGEST_VALUE]}" + (f" (usually {fact.usual})" if fact.usual else "")
        for fact in one.facts
    )


def _plain(text: str) -> str:
    from otasuke.cli.showing.words import visible

    return visible(text)


def _summarise(found: list[Learnt], skipped: list[Skipped], *, tally: Tally, detectors: Detectors) -> None:
    told = Counter(one.detector for one in found if not one.is_learning)
    learnt = sum(one.is_learning for one in found)
    for name in detectors.names:
        if told[name]:
            print(f"{told[name]:>7,}  {name}", file=sys.stderr)
    if rejects := tally.rejects.total():
        print(
            f"{rejects:,} record{'s were' if rejects > 1 else ' was'} not understood; `otasuke scan --rejects FILE` lists them",
            file=sys.stderr,
        )
    print(
        f"{tally.events.total():,} events, {told.total():,} findings; {learnt:,} more while learning (--all)",
        file=sys.stderr,
    )
    for one in skipped:
        if one.is_failure:
            print(f"not read: {one.name}: {one.reason}", file=sys.stderr)
