"""`otasuke up`: run the service on this machine until it is told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.config import MOST_WORKERS, BadSetting, Settings, read_settings

_CHECK_EVERY_S = 0.2


def register(subparsers: Subparsers) -> None:
    """Add the parser of `otasuke up`."""
    parser = subparsers.add_parser(
        "up",
        help="run the service on this machine",
        description="Start everything below the data folder and keep it running until Ctrl-C or SIGTERM: PostgreSQL, NATS, "
        "the gateway that sensors send to, the workers that look for attacks and store what came, and who takes care of it. "
        "OTASUKE_DATABASE_URL and OTASUKE_NATS_URL name engines that somebody else runs.",
    )
    add_data_argument(parser)
    parser.add_argument(
        "--rules",
        action="append",
        type=Path,
        metavar="PATH",
        help="Sigma rules, files or folders, may be given several times (default: OTASUKE_RULES)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="how many processes match and store (default: OTASUKE_WORKERS, or one a core, 4 at most)",
    )


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """The option that commands on the data folder share."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="where everything is kept (default: OTASUKE_DATA, or ~/.local/share/otasuke; for root /var/lib/otasuke)",
    )


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of the environment and the arguments."""
    try:
        return read_settings(os.environ, data_folder=args.data)
    except BadSetting as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error


def run(args: argparse.Namespace) -> int:
    """Run the service until it is told to stop."""
    keep_running(_settings(args))
    return Exit.OK


def keep_running(settings: Settings, *, when_ready: Callable[[threading.Event], None] = lambda _: None) -> None:
    """Run the service until it is told to stop. Raises CliError.

    when_ready  is called once all runs, and may set what it is given to stop the service.
    """
    from otasuke.local.folder import FolderInUse, HalfRestored, held
    from otasuke.local.service import ServiceError

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with held(settings.data_folder):
            _run(settings, stopping, when_ready)
    except FolderInUse as error:
        raise CliError(
            str(error), hint="`otasuke status` says how it is. Stop it first, or choose another --data."
        ) from error
    except HalfRestored as error:
        raise CliError(str(error), hint="Delete the folder, and restore the backup again.") from error
    except OSError as error:
        hint = "Everything is kept in one folder: name one that can be made with --data."
        raise CliError(f"{error.filename or settings.data_folder}: {error.strerror}", hint=hint) from error
    except ServiceError as error:
        raise CliError(str(error), hint=error.said, exit_code=Exit.UNWELL) from error


def _settings(args: argparse.Namespace) -> Settings:
    settings = settings_of(args)
    rules = tuple(path.absolute() for path in args.rules) if args.rules else settings.rules
    for path in rules:
        if not path.exists():
            raise CliError(f"no rules at {str(path)!r}: there is no such file or folder", exit_code=Exit.BAD_RULES)
    workers = settings.workers if args.workers is None else args.workers
    if not 1 <= workers <= MOST_WORKERS:
        raise CliError(f"--workers {workers} is no number from 1 to {MOST_WORKERS}", exit_code=Exit.USAGE)
    return replace(settings, rules=rules, workers=workers)


def _run(settings: Settings, stopping: threading.Event, when_ready: Callable[[threading.Event], None]) -> None:
    from otasuke.cli.lakes import bind_lake, lake_place
    from otasuke.cli.serve import metrics_place
    from otasuke.local.machine import services
    from otasuke.local.state import end_orphans, write_state
    from otasuke.local.supervisor import Supervisor
    from otasuke.pipeline.log import Log
    from otasuke.pipeline.metrics import SupervisorMetrics, new_registry
    from otasuke.pipeline.metrics_server import served_if_free

    folder, began = settings.data_folder, time.monotonic()
    if problem := bind_lake(settings):
        _say(f"{problem}. What comes in is kept in {folder} until then.")
    _say(
        f"everything is kept in {folder}" + (f", settled events in {place}" if (place := lake_place(settings)) else "")
    )
    chosen = services(settings)
    for name in end_orphans(folder, chosen):
        _say(f"stopped {name}, which an earlier run had left behind")
    log, registry = Log("up"), new_registry("up")
    metrics = SupervisorMetrics(registry)

    def changed() -> None:
        write_state(folder, supervisor.watched)
        for one in supervisor.watched:
            metrics.show(one.service.name, is_up=one.pid is not None, restarts=one.restarts)

    supervisor = Supervisor(chosen, say=_say, changed=changed, stopping=stopping.is_set)
    with served_if_free(registry, metrics_place(settings, "up"), log=log):
        if supervisor.start():
            _say(f"ready after {time.monotonic() - began:.1f} s. Ctrl-C stops it; `otasuke status` says how it is.")
            if settings.web:
                _say(f"people find it at http://{settings.web}/")
            when_ready(stopping)
        while not stopping.wait(_CHECK_EVERY_S):
            supervisor.check()
        supervisor.stop()
    _say("stopped")


def _say(text: str) -> None:
    print(f"otasuke: {text}", file=sys.stderr, flush=True)
