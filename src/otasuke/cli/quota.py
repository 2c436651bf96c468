"""`otasuke quota`: how much a tenant may send."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, replace
from math import inf
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.pipeline.quotas import Quota
    from otasuke.stream.port import Registry

_FIGURES = {
    "bytes_per_s": "so many bytes a second, as they come over the wire and as they are unpacked",
    "burst_bytes": "and so many at once after a quiet time",
    "events_per_s": "so many events a second",
    "burst_events": "and so many at once",
    "bytes_per_day": "so many bytes a day of Japan; `none` for no limit",
}
_EVERYBODY = "everybody else"


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser(
        "quota",
        help="show and set how much a tenant may send",
        description="Who sends more than his quota is told to wait, and nobody else is slowed down. A change counts at once.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="show the quotas that were set, or that of a tenant")
    show.add_argument("--format", choices=("text", "json"), default="text")
    change = actions.add_parser("set", help="set some figures of a quota; the others stay as they are")
    for name, words in _FIGURES.items():
        kind = _figure_or_none if name == "bytes_per_day" else _figure
        change.add_argument(
            f"--{name.replace('_', '-')}", type=kind, default=argparse.SUPPRESS, metavar="N", help=words
        )
    reset = actions.add_parser("reset", help="take back what was set")
    for action in (show, change, reset):
        action.add_argument("tenant", nargs="?", help="whose; without it: of everybody who has none of his own")
        add_data_argument(action)


def _figure(text: str) -> float:
    try:
        figure = int(text) if text.isdecimal() else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
    if not 0 < figure < inf:
        raise argparse.ArgumentTypeError(f"{text!r} would let nothing in, or everything")
    return figure


def _figure_or_none(text: str) -> float | None:
    return None if text == "none" else _figure(text)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    from otasuke.events.names import BadName, check_tenant

    settings = settings_of(args)
    try:
        if args.tenant is not None:
            check_tenant(args.tenant)
    except BadName as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    asyncio.run({"show": _show, "set": _set, "reset": _reset}[args.action](args, settings))
    return Exit.OK


async def _show(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.pipeline.quota_book import REGISTRY, USUAL

    async with broker_of(settings) as broker:
        known = await _known(await broker.registry(REGISTRY))
    names = [args.tenant] if args.tenant else [USUAL, *sorted(known.keys() - {USUAL})]
    shown = {_shown(name): asdict(known.get(name, known[USUAL])) for name in names}
    if args.format == "json":
        json.dump(shown, sys.stdout)
        print()
        return
    for name, figures in shown.items():
        print(f"{name}: " + ", ".join(f"{figure} {value}" for figure, value in figures.items()))


async def _set(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.pipeline.quota_book import REGISTRY, USUAL, write_quota

    figures = {name: value for name, value in vars(args).items() if name in _FIGURES}
    if not figures:
        raise CliError("nothing to set", hint="Name a figure, such as --events-per-s 500.", exit_code=Exit.USAGE)
    async with broker_of(settings) as broker:
        registry = await broker.registry(REGISTRY)
        known = await _known(registry)
        key = args.tenant or USUAL
        await registry.put(key, write_quota(replace(known.get(key, known[USUAL]), **figures)))
    print(f"otasuke: the quota of {_shown(key)} is set", file=sys.stderr)


async def _reset(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.pipeline.quota_book import REGISTRY, USUAL

    key = args.tenant or USUAL
    async with broker_of(settings) as broker:
        await (await broker.registry(REGISTRY)).remove(key)
    print(f"otasuke: the quota of {_shown(key)} is as usual", file=sys.stderr)


async def _known(registry: Registry) -> dict[str, Quota]:
    """What was set, and always what is usual."""
    from otasuke.pipeline.quota_book import USUAL, read_quota
    from otasuke.pipeline.quotas import Quota

    known = {USUAL: Quota()}
    for key, value in (await registry.all()).items():
        try:
            known[key] = read_quota(value)
        except (ValueError, TypeError) as error:
            raise CliError(f"the quota of {_shown(key)} cannot be read: {error}", hint="Reset it.") from error
    return known


def _shown(key: str) -> str:
    from otasuke.pipeline.quota_book import USUAL

    return _EVERYBODY if key == USUAL else key
