"""The arguments of `simulate`, as the fleet and the run understand them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from otasuke.cli.exits import CliError, Exit
from otasuke.simulating.attacks.recordings import BadRecording
from otasuke.simulating.calendar import JST
from otasuke.simulating.company import make_company
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.delivery.requests import Compression
from otasuke.simulating.delivery.server import NotOurs, Server, server_of
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Attacks, Run, attacks_in, factor_for

_LARGEST_RECORDING_BYTES = 256 << 20


def wrong(message: str, hint: str = "") -> CliError:
    """An error of the call."""
    return CliError(message, hint=hint, exit_code=Exit.USAGE)


def run_of(args: argparse.Namespace, *, now: datetime) -> Run:
    """The run that the arguments ask for. Raises CliError."""
    _check_numbers(args)
    plan = _plan(args)
    fleet = Fleet(plan)
    course = _course(args, fleet, now)
    return Run(
        fleet=fleet,
        server=_server(args),
        course=course,
        attacks=_attacks(args, plan, course),
        workers=min(args.workers, plan.companies),
    )


def _check_numbers(args: argparse.Namespace) -> None:
    for name in ("rate", "speed", "duration", "flush"):
        value = getattr(args, name)
        if value is not None and not 0 < value < float("inf"):
            raise wrong(f"--{name} {value} has to be more than 0")
    for name in ("workers", "connections", "most_events"):
        if getattr(args, name) < 1:
            raise wrong(f"--{name.replace('_', '-')} {getattr(args, name)} has to be 1 or more")
    if args.attacks is not None and args.attacks < 0:
        raise wrong(f"--attacks {args.attacks} has to be 0 or more")


def _plan(args: argparse.Namespace) -> FleetPlan:
    mean = args.devices / args.companies if args.devices and args.companies > 0 else 11.0
    if args.devices is not None and mean < 1:
        raise wrong(f"--devices {args.devices} are fewer than the {args.companies} companies")
    try:
        plain = FleetPlan(
            args.companies, seed=args.seed, mean_devices=mean, collectors=args.collectors, life=has_life(args)
        )
    except ValueError as error:
        raise wrong(f"--companies: {error}") from error
    noisy = dict(_noisy(text, plain) for text in args.noisy)
    return replace(plain, noisy=noisy)


def has_life(args: argparse.Namespace) -> bool:
    """Whether ordinary life happens in the fleet: in files unless told otherwise, against a service if told."""
    life: bool | None = getattr(args, "life", None)
    return getattr(args, "out", None) is not None if life is None else life


def _noisy(text: str, plan: FleetPlan) -> tuple[str, float]:
    """TENANT=10x or NUMBER=10x."""
    who, _, times = text.partition("=")
    try:
        factor = float(times.removesuffix("x"))
    except ValueError:
        factor = 0.0
    if not 0 < factor < float("inf"):
        raise wrong(f"--noisy {text!r} is not like 3=10x", hint="The third company writes ten times its share.")
    number = who.rpartition("-")[2]
    if not (number.isascii() and number.isdigit() and int(number) < plan.companies):
        raise wrong(f"--noisy {text!r}: there is no such company", hint=f"They are 0 to {plan.companies - 1}.")
    tenant = make_company(int(number), seed=plan.seed, mean_devices=plan.mean_devices).tenant
    if who not in (number, tenant):
        raise wrong(f"--noisy {text!r}: company {int(number)} is {tenant}")
    return tenant, factor


def _course(args: argparse.Namespace, fleet: Fleet, now: datetime) -> Course:
    at_us = int(_moment(args.at, now).timestamp()) * 1_000_000
    return Course(
        began_s=now.timestamp(),
        at_us=at_us,
        speed=args.speed,
        duration_s=args.duration,
        grace_s=args.grace,
        factor=1.0 if args.rate is None else factor_for(args.rate, fleet, at_us),
        flush_s=min(args.flush, args.duration),
        most_events=args.most_events,
        connections=args.connections,
        compression=Compression(args.compression),
        is_ahead=args.write_ahead,
    )


def _moment(text: str | None, now: datetime) -> datetime:
    """A time without a zone is Japan's."""
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(f"--at {text!r} is no time", hint="For example: --at 2026-04-14T09:00") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=JST)
    if not 2000 <= aware.year <= 2100:
        raise wrong(f"--at {text!r} is not between 2000 and 2100")
    return aware.astimezone(UTC)


def _server(args: argparse.Namespace) -> Server:
    try:
        return server_of(args.url, owned=tuple(args.i_own_this_server))
    except NotOurs as error:
        hint = "If the server is yours, and may be loaded: --i-own-this-server HOST."
        raise wrong(str(error), hint=hint) from error


def _attacks(args: argparse.Namespace, plan: FleetPlan, course: Course) -> Attacks:
    recordings = [_recording(Path(path)) for path in args.recording]
    count = min(5, plan.companies) if args.attacks is None else args.attacks
    try:
        return attacks_in(plan, course, count=count, recordings=recordings)
    except BadRecording as error:
        raise CliError(f"--recording {_names(args.recording)}: {error}") from error


def _recording(path: Path) -> tuple[str, bytes]:
    try:
        if path.stat().st_size > _LARGEST_RECORDING_BYTES:
            raise CliError(f"{str(path)!r} is larger than {_LARGEST_RECORDING_BYTES >> 20} MiB")
        return path.name, path.read_bytes()
    except OSError as error:
        raise CliError(f"cannot read {str(path)!r}: {error.strerror}") from error


def _names(paths: Sequence[str]) -> str:
    return ", ".join(map(repr, paths))
