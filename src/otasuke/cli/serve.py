"""`otasuke serve`: one process of the service, as `otasuke up` starts it; by hand on a machine that has only a part of it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Listen, Settings

if TYPE_CHECKING:
    from otasuke.cli.running_rules import FileRules
    from otasuke.pipeline.processes.surroundings import Surroundings

_GIVES_WAY = 5
PROCESSES = ("gateway", "care", "correlate", "worker", "learn")


def register(subparsers: Subparsers) -> None:
    """Add the parser."""
    parser = subparsers.add_parser(
        "serve",
        help="run one process of the service",
        description="Run one process of the service until SIGTERM. `otasuke up` runs all of them.",
    )
    parser.add_argument("process", choices=(*PROCESSES, "web", "jobs", "arrivals", "alerts", "notify", "carrier-twin"))
    parser.add_argument("--number", type=int, default=0, help="of a worker, from 0")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Run the process until it is told to stop."""
    from otasuke.cli.carrier_twin import run_carrier_twin
    from otasuke.cli.web_process import become_alerts, become_arrivals, become_jobs, become_notify, become_web
    from otasuke.pipeline.gateway.sockets.errors import CannotListen
    from otasuke.pipeline.rules import BadRules

    settings = settings_of(args)
    if args.process == "web":
        become_web(settings)
    if args.process == "arrivals":
        become_arrivals(settings)
    if args.process == "alerts":
        become_alerts(settings)
    if args.process == "jobs":
        become_jobs(settings)
    if args.process == "carrier-twin":
        return run_carrier_twin(settings)
    if args.process == "notify":
        become_notify(settings)
    if not 0 <= args.number < settings.workers:
        raise CliError(
            f"--number {args.number}: there are {settings.workers} workers, counted from 0",
            hint="OTASUKE_WORKERS says how many there are.",
            exit_code=Exit.USAGE,
        )
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
    with suppress(asyncio.CancelledError), _around(args, settings) as around:
        await _process(args, settings, around)


def _process(args: argparse.Namespace, settings: Settings, around: Surroundings) -> Coroutine[Any, Any, None]:
    if args.process == "gateway":
        from otasuke.pipeline.processes.gateway import Gateway

        return Gateway(settings.doors, around).run()
    if args.process == "care":
        from otasuke.cli.lakes import bind_lake
        from otasuke.pipeline.processes.care import Care

        bind_lake(settings)
        return Care(around, retention_days=settings.retention_days, learns=settings.learns).run()
    if args.process == "learn":
        return _learn(settings, around)
    if args.process == "correlate":
        from otasuke.pipeline.processes.correlate import run_correlate

        return run_correlate(around, _rules(settings))
    from otasuke.pipeline.processes.worker import run_worker

    return run_worker(around, _rules(settings), number=args.number, of=settings.workers)


@contextmanager
def _around(args: argparse.Namespace, settings: Settings) -> Iterator[Surroundings]:
    """What the process is given; its metrics are served as long as it works."""
    from otasuke.cli.brokers import open_broker
    from otasuke.pipeline.log import Log
    from otasuke.pipeline.metrics import new_registry
    from otasuke.pipeline.metrics_server import served_if_free
    from otasuke.pipeline.processes.surroundings import Surroundings

    name = process_name(args.process, args.number)
    log, registry = Log(name), new_registry(name)
    with served_if_free(registry, metrics_place(settings, name), log=log) as place:
        yield Surroundings(name, settings.data_folder, lambda: open_broker(settings), log, registry, str(place or ""))


def metrics_place(settings: Settings, name: str) -> Listen | None:
    """Where a process serves its metrics: each on a port of its own, in the order of `otasuke up`, which has the last one."""
    base = settings.metrics
    if base is None or base.port == 0:
        return base
    names = [process for process in PROCESSES if process not in ("worker", "learn")]
    names += [process_name("worker", number) for number in range(settings.workers)]
    names += ["learn"] if settings.learns else []
    return Listen(base.host, base.port + (names.index(name) if name in names else len(names)))


def process_name(process: str, number: int) -> str:
    """What a process is called."""
    return f"{process}-{number}" if process == "worker" else process


def _learn(settings: Settings, around: Surroundings) -> Coroutine[Any, Any, None]:
    """It gives way to who must not wait: what it finds is not late after a few seconds."""
    from otasuke.cli.supports import read_supports
    from otasuke.pipeline.places import PlaceFiles
    from otasuke.pipeline.processes.learn import run_learn

    os.nice(_GIVES_WAY)
    try:
        supports = read_supports()
    except CliError:
        around.log.error("supports.unusable")  # noqa: TRY400  # our own log
        supports = ()
    places = PlaceFiles(settings.places)
    return run_learn(around, supports, learning_days=settings.learning_days, places=places)


def _rules(settings: Settings) -> FileRules:
    from importlib.resources import files

    from otasuke.cli.artefacts import Artefacts, cache_folder
    from otasuke.cli.running_rules import FileRules

    own = str(files("otasuke.pipeline.health") / "canary.yml")
    return FileRules([own, *map(str, settings.rules)], Artefacts(cache_folder(os.environ)))
