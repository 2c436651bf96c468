"""`otasuke simulate`: drive a gateway with a made-up fleet, and say what became of it."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit

if TYPE_CHECKING:
    from otasuke.cli.simulating.outcome import Outcome
    from otasuke.simulating.attacks.truth import Expected
    from otasuke.simulating.run import Run


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "simulate",
        description="Made-up small companies in Japan hand over what their PCs and boxes write, with attacks hidden in it; "
        "afterwards it says what was acknowledged, lost, doubled, found and missed, and how long it took.",
    )
    add_fleet(parser)
    add_run(parser)
    add_attacks(parser)
    _add_service(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")


def add_fleet(parser: argparse.ArgumentParser) -> None:
    """The arguments of the fleet."""
    group = parser.add_argument_group("the fleet")
    group.add_argument("--companies", type=int, default=100, metavar="N", help="how many (100)")
    group.add_argument("--devices", type=int, metavar="N", help="about so many in all (11 for each company)")
    group.add_argument("--seed", type=int, default=1, metavar="N", help="the same number is the same fleet (1)")
    group.add_argument(
        "--collectors",
        action="store_true",
        help="one collector hands over for all Windows computers of a company, one for its boxes",
    )
    group.add_argument(
        "--noisy", action="append", default=[], metavar="COMPANY=10x", help="this one writes so many times its share"
    )


def add_run(parser: argparse.ArgumentParser) -> None:
    """The arguments of the run."""
    group = parser.add_argument_group("the run")
    group.add_argument(
        "--rate",
        type=float,
        metavar="R",
        help="events a second at the beginning, of all together; the day goes on from there (default: as such devices write by themselves)",
    )
    group.add_argument("--duration", type=float, default=60.0, metavar="S", help="seconds (60)")
    group.add_argument(
        "--at",
        metavar="TIME",
        help="when it is in the fleet's world, Japan's time unless it says otherwise (default: now)",
    )
    group.add_argument("--speed", type=float, default=1.0, metavar="X", help="seconds there in a second here (1)")
    group.add_argument(
        "--flush",
        type=float,
        default=10.0,
        metavar="S",
        help="a sensor gathers for so long before it hands over (10, as Winlogbeat does)",
    )
    group.add_argument("--most-events", type=int, default=1600, metavar="N", help="in one body (1600, as Winlogbeat)")
    group.add_argument("--compression", choices=("none", "gzip", "zstd"), default="none", help="of bodies (none)")
    group.add_argument("--workers", type=int, default=1, metavar="N", help="processes that write and send (1)")
    group.add_argument("--connections", type=int, default=256, metavar="N", help="at most so many at once (256)")
    group.add_argument(
        "--write-ahead",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="write everything before the run begins, so that the processors are left to the service meanwhile; "
        "a million events need about 300 MB",
    )
    group.add_argument(
        "--grace",
        type=float,
        default=30.0,
        metavar="S",
        help="afterwards, for what was refused and for detections (30)",
    )


def add_attacks(parser: argparse.ArgumentParser) -> None:
    """The arguments of the attacks."""
    group = parser.add_argument_group("attacks")
    group.add_argument("--attacks", type=int, metavar="N", help="how many companies are attacked (5, or all)")
    group.add_argument(
        "--recording",
        action="append",
        default=[],
        metavar="FILE",
        help="hide this recording too (.evtx, Windows events or EVE as NDJSON)",
    )
    group.add_argument(
        "--rules",
        nargs="+",
        action="extend",
        default=[],
        metavar="DIR",
        help="the rules of the service: they say what has to be found",
    )


def _add_service(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the service")
    group.add_argument(
        "--url", default="http://127.0.0.1:9280", metavar="URL", help="the gateway (http://127.0.0.1:9280)"
    )
    group.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="a line for each sensor: TENANT SENSOR TOKEN (default: made in --data)",
    )
    group.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="the service's data folder: its detections and its lake are looked at",
    )
    group.add_argument(
        "--i-own-this-server",
        action="append",
        default=[],
        metavar="HOST",
        help="load a host that is not this machine; it has to be yours",
    )
    group.add_argument("--list-sensors", action="store_true", help="only write TENANT SENSOR of the whole fleet")
    group.add_argument("--out", type=Path, metavar="FOLDER", help="only write the events of the run to files")
    group.add_argument(
        "--life",
        action=argparse.BooleanOptionalAction,
        help="what offices do now and then and what looks like an attack happens too: updates, remote help, wrong "
        "passwords … (with --out yes, against a gateway no)",
    )
    group.add_argument("--by-company", action="store_true", help="with --out: a folder for each company")


def run(args: argparse.Namespace) -> int:
    """Drive, or write what would be driven."""
    from datetime import UTC, datetime

    from otasuke.cli.simulating.arguments import run_of, wrong

    made = run_of(args, now=datetime.now(UTC))
    if args.list_sensors:
        print("\n".join(f"{tenant} {sensor}" for tenant, sensor in made.keys()))  # noqa: SIM118  no mapping
        return Exit.OK
    expected = expected_of(made, args.rules)
    if args.out is not None:
        return _write(made, args.out, expected, is_by_company=args.by_company)
    if args.tokens is None and args.data is None:
        raise wrong(
            "--tokens and --data are missing",
            hint="--data names a service on this machine, where tokens can be made; --tokens is a file with a line for "
            "each sensor, TENANT SENSOR TOKEN, and --list-sensors says which.",
        )
    _show(_drive(args, made, expected), args.format)
    return Exit.OK


def expected_of(made: Run, rules: Sequence[str]) -> list[Expected] | None:
    """What the rules have to find; None without rules."""
    if not rules:
        return None
    from otasuke.cli.artefacts import Artefacts, cache_folder
    from otasuke.cli.engines import prepare
    from otasuke.simulating.attacks.truth import Judge
    from otasuke.simulating.fleet import BOXES_COLLECTOR

    ready = prepare(rules, {}, Artefacts(cache_folder())).open()
    judge = Judge(ready.engine, ready.rules)
    sensor = BOXES_COLLECTOR if made.fleet.plan.collectors else ""
    return [one for attack in made.staged() for one in judge.expected(attack, sensor=sensor)]


def _write(made: Run, folder: Path, expected: Sequence[Expected] | None, *, is_by_company: bool) -> int:
    from dataclasses import asdict

    from otasuke.cli.simulating.sample import write_sample

    try:
        counts = write_sample(made, folder, is_by_company=is_by_company)
        if expected is not None:
            lines = [json.dumps(asdict(one), ensure_ascii=False) for one in expected]
            (folder / "expected.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    except OSError as error:
        raise CliError(f"cannot write to {str(folder)!r}: {error.strerror}") from error
    for name, count in counts.items():
        print(f"{count:>10,}  {folder / name}")
    return Exit.OK


def _drive(args: argparse.Namespace, made: Run, expected: Sequence[Expected] | None) -> Outcome:
    import asyncio

    from otasuke.cli.simulating.driving import drive
    from otasuke.cli.simulating.service import read_tokens

    tokens = None if args.tokens is None else read_tokens(args.tokens, made.keys())
    stopped: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: stopped.append(number))
    _say(
        f"{len(made.fleet.feeds):,} sensors of {len(made.fleet.companies):,} companies for {made.course.duration_s:g} s; Ctrl-C ends it sooner"
    )
    try:
        return asyncio.run(drive(args, made, tokens, expected=expected, is_stopped=lambda: bool(stopped)))
    finally:
        signal.signal(signal.SIGINT, before)


def _show(outcome: Outcome, form: str) -> None:
    from otasuke.cli.simulating.outcome import content_of, lines_of

    content = content_of(outcome)
    if form == "json":
        print(json.dumps(content, ensure_ascii=False))
    else:
        print("\n".join(lines_of(content, outcome)))


def _say(text: str) -> None:
    print(f"otasuke: {text}", file=sys.stderr, flush=True)
