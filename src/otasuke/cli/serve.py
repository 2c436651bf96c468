"""`otasuke serve`: one process of the service, as `otasuke up` starts it; by hand on a machine that has only a part of it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.cli.running_rules import FileRules
    from otasuke.pipeline.processes.surroundings import Surroundings

PROCESSES = ("gateway", "care", "correlate", "worker")


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "serve",
        help="run one process of the service",
        description="Run one process of the service until SIGTERM. `otasuke up` runs all of them.",
    )
    parser.add_argument("process", choices=PROCESSES)
    parser.add_argument("--number", type=int, default=0, help="of a worker, from 0")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Run the process until it is told to stop."""
    from otasuke.pipeline.gateway.sockets.errors import CannotListen
    from otasuke.pipeline.rules import BadRules

    settings = settings_of(args)
    try:
        asyncio.run(_serve(args, settings))
    except* CannotListen as errors:
        hint = "Another program may listen there. The settings OTASUKE_…_LISTEN choose other places."
        raise CliError(str(errors.exceptions[0]), hint=hint, exit_code=Exit.UNWELL) from None
    except* BadRules as errors:
        raise CliError(str(errors.exceptions[0]), exit_code=Exit.BAD_RULES) from None
    return Exit.OK


async def _serve(args: argparse.Namespace, settings: Settings) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError), _metrics(args, settings):
        await _process(args, settings)


def _process(args: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, None]:
    around = _surroundings(args, settings)
    if args.process == "gateway":
        from otasuke.pipeline.processes.gateway import Gateway

        return Gateway(settings.doors, around).run()
    if args.process == "care":
        from otasuke.pipeline.processes.care import Care

        return Care(around).run()
    if args.process == "correlate":
        from otasuke.pipeline.processes.correlate import run_correlate

        return run_correlate(around, _rules(settings))
    from otasuke.pipeline.processes.worker import run_worker

    return run_worker(around, _rules(settings), number=args.number, of=settings.workers)


def _surroundings(args: argparse.Namespace, settings: Settings) -> Surroundings:
    from otasuke.cli.brokers import open_broker
    from otasuke.pipeline.log import Log
    from otasuke.pipeline.processes.surroundings import Surroundings

    name = process_name(args.process, args.number)
    return Surroundings(name, settings.data_folder, lambda: open_broker(settings), Log(name))


def process_name(process: str, number: int) -> str:
    """What a process is called."""
    return f"{process}-{number}" if process == "worker" else process


def _rules(settings: Settings) -> FileRules:
    from importlib.resources import files

    from otasuke.cli.artefacts import Artefacts, cache_folder
    from otasuke.cli.running_rules import FileRules

    own = str(files("otasuke.pipeline.health") / "canary.yml")
    return FileRules([own, *map(str, settings.rules)], Artefacts(cache_folder(os.environ)))


def _metrics(args: argparse.Namespace, settings: Settings) -> Any:
    """Where the process serves its metrics, if it does."""
    del args, settings
    return nullcontext()
