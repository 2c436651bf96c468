"""`otasuke bench`: measure the engine on this machine. Prints one JSON object."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.commands import Subparsers
from otasuke.cli.engines import parse_placeholders, prepare
from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    from otasuke.cli.benching.beside import Beside

SHAPES = ("as-is", "worst", "winlogbeat", "eve")
_FEWEST_SEGMENTS = 5


def register(subparsers: Subparsers) -> None:
    """Add the parsers of both measurements."""
    parser = subparsers.add_parser("bench", description="Measure how fast the engine is on this machine.")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="WHAT")
    engine = kinds.add_parser("engine", description="From bytes to detections, compared with parsing the same JSON.")
    _add_shared(engine)
    engine.add_argument(
        "--shape",
        choices=SHAPES,
        default="as-is",
        help="rewrite flat Windows events first: every long field unique (worst), Winlogbeat's form with fresh values, "
        "or Suricata EVE records made up in their number",
    )
    engine.add_argument(
        "--detectors", action="store_true", help="also what the learnt detectors cost beside the work of a worker"
    )
    engine.add_argument(
        "--indicators",
        nargs="+",
        default=[],
        metavar="N|LIST",
        help="also what it costs to look for indicators: of these lists, or N made-up ones (1000000 take a minute, once)",
    )
    columns = kinds.add_parser("columns", description="The same rules on column batches from Parquet.")
    _add_shared(columns)
    _add_live(
        kinds.add_parser("live", description="The whole service on a folder of its own, driven by a made-up fleet.")
    )


def _add_live(live: argparse.ArgumentParser) -> None:
    from otasuke.cli.simulate import add_attacks, add_fleet, add_run

    add_fleet(live)
    add_run(live)
    add_attacks(live)
    live.add_argument(
        "--data", type=Path, metavar="FOLDER", help="where the service works; kept (default: thrown away)"
    )
    live.add_argument("--service-workers", type=int, default=2, metavar="N", help="processes that match and store (2)")
    live.add_argument("--format", choices=("json", "table"), default="json")
    live.set_defaults(i_own_this_server=[], write_ahead=True)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", nargs="+", action="extend", required=True, metavar="DIR")
    parser.add_argument("--events", required=True, metavar="FILE", help="NDJSON, one source with a shape")
    parser.add_argument("--format", choices=("json", "table"), default="json")
    parser.add_argument("--segments", type=int, default=8, metavar="N", help="measured parts, at least 5 (8)")
    parser.add_argument("--segment-events", type=int, default=50_000, metavar="N", help="at most so many each (50000)")
    parser.add_argument("--warm", type=int, default=300_000, metavar="N", help="events before measuring (300000)")
    parser.add_argument("--placeholder", action="append", default=[], metavar="NAME=VALUE")


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    if args.kind == "live":
        from otasuke.cli.benching.live import measure_live

        _show(measure_live(args), args.format)
        return Exit.OK
    if args.segments < _FEWEST_SEGMENTS:
        raise CliError(f"--segments {args.segments} is too few: at least {_FEWEST_SEGMENTS}", exit_code=Exit.USAGE)
    from otasuke.cli.benching.engine import Protocol, measure

    placeholders = parse_placeholders(args.placeholder)
    prepared = prepare(args.rules, placeholders, Artefacts(cache_folder()))
    protocol = Protocol(warm=args.warm, segments=args.segments, segment_events=args.segment_events)
    if args.kind == "engine":
        beside = _beside(args) if args.detectors or args.indicators else None
        result = measure(prepared, Path(args.events), args.rules, args.placeholder, args.shape, protocol, beside)
    else:
        from otasuke.cli.benching.columns import measure_columns

        result = measure_columns(prepared, Path(args.events), protocol)
    _show(result, args.format)
    return Exit.OK


def _beside(args: argparse.Namespace) -> Beside:
    from otasuke.cli.benching.beside import open_beside

    if args.placeholder:
        raise CliError("workers know no --placeholder", hint="Measure --detectors and --indicators without it.")
    return open_beside(args.rules, args.indicators, Artefacts(cache_folder()), with_detectors=args.detectors)


def _show(result: dict[str, Any], form: str) -> None:
    if form == "json":
        print(json.dumps(result))
        return
    width = max(map(len, result))
    for name, value in result.items():
        print(f"{name:<{width}}  {value}")
