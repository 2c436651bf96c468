"""Drive a run while its service is watched, and wait for what is still to come."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.simulating.outcome import Outcome
from otasuke.cli.simulating.service import Service, make_tokens, service_of
from otasuke.lake.errors import FileGone, LakeError
from otasuke.pipeline.worker import GROUP
from otasuke.simulating.attacks.truth import Expected, time_us_of
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.delivery.tally import FeedKey, Tally
from otasuke.simulating.run import Run
from otasuke.simulating.watching import Seen, Stored, Watch
from otasuke.stream.port import Broker

_POLL_S = 1.0
_KNOWN_WITHIN_S = 60.0
_MARGIN = timedelta(minutes=1)


async def drive(
    args: argparse.Namespace,
    run: Run,
    tokens: Mapping[FeedKey, str] | None,
    *,
    expected: Sequence[Expected] | None,
    is_stopped: Callable[[], bool],
) -> Outcome:
    """Everything that came of a run. tokens: None where the service of --data is to make them. Raises CliError."""
    async with service_of(args) as service:
        if tokens is None:
            assert service.broker is not None
            tokens = await make_tokens(service.broker, list(run.keys()))
            await _until_known(run.server, tokens.values())
        return await watched(service, run, tokens, expected=expected, is_stopped=is_stopped)


async def _until_known(server: Server, tokens: Iterable[str]) -> None:
    """Wait until the gateway has heard of new tokens. Raises CliError."""
    until = time.monotonic() + _KNOWN_WITHIN_S
    for token in tokens:
        while not await asyncio.to_thread(_is_known, server, token):
            if time.monotonic() > until:
                raise CliError(f"{server.authority} does not know its new tokens", exit_code=Exit.UNWELL)
            await asyncio.sleep(_POLL_S / 4)


def _is_known(server: Server, token: str) -> bool:
    connection = HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request("POST", "/v1/events", b"", {"Authorization": f"Bearer {token}"})
        return connection.getresponse().status != HTTPStatus.UNAUTHORIZED
    except OSError:
        return False
    finally:
        connection.close()


async def watched(
    service: Service,
    run: Run,
    tokens: Mapping[FeedKey, str],
    *,
    expected: Sequence[Expected] | None,
    is_stopped: Callable[[], bool],
) -> Outcome:
    """Drive, and look at the service meanwhile and afterwards."""
    watch = Watch(service.detections) if service.detections else None
    driving = asyncio.create_task(run.drive(tokens, is_stopped=is_stopped))
    if watch:
        await watch.run(driving.done)
    tally = await driving
    done_at_s = await _when_done(service.broker, longest_s=run.course.grace_s)
    if watch and expected is not None:
        await watch.wait(lambda seen: _has_all(expected, seen), longest_s=run.course.grace_s)
    rows = await _settled(service.stored, run, tally) if service.stored else None
    wall_s = done_at_s - (tally.began_s or done_at_s)
    return Outcome(run, tally, wall_s, expected, watch.seen if watch else None, rows)


async def _when_done(broker: Broker | None, *, longest_s: float) -> float:
    """When the workers had stored all that was handed over: now, if they are not within this time, or nobody shows us."""
    until = time.monotonic() + longest_s
    if broker is not None:
        stream = await broker.stream((GROUP,))
        while time.monotonic() < until:
            if not await stream.waiting(GROUP):
                break
            await asyncio.sleep(_POLL_S / 4)
    return time.time()


def _has_all(expected: Sequence[Expected], seen: Sequence[Seen]) -> bool:
    """Whether every detection of a single event is there; correlations would take minutes."""
    there = {(one.tenant, one.computer, time_us_of(one.time), one.rule_id) for one in seen if one.time}
    wanted = {(one.tenant, one.computer, one.time_us, one.rule_id) for one in expected if not one.is_correlation}
    return wanted <= there


async def _settled(stored: Stored, run: Run, tally: Tally) -> dict[FeedKey, int]:
    """The rows of every feed, once nothing that was acknowledged is missing, or the grace is over."""
    until = time.monotonic() + run.course.grace_s
    while True:
        try:
            rows = await asyncio.to_thread(rows_of, stored, run)
        except FileGone:
            continue  # a file was joined with others while it was being read; at the next look it is not named
        except (LakeError, OSError) as error:
            raise CliError(f"the lake cannot be read: {error}", exit_code=Exit.UNWELL) from error
        missing = any(handed.events > rows.get(key, 0) for key, handed in tally.handed.items())
        if not missing or time.monotonic() > until:
            return rows
        await asyncio.sleep(_POLL_S)


def rows_of(stored: Stored, run: Run) -> dict[FeedKey, int]:
    """How many events of the run's time are stored of every feed."""
    course, sensors = run.course, run.sensors()
    span_s = (course.duration_s + course.flush_s) * course.speed
    since = datetime.fromtimestamp(course.at_us / 1e6 - course.flush_s * course.speed, UTC) - _MARGIN
    rows: dict[FeedKey, int] = {}
    for company in run.fleet.companies:
        found = stored.rows(company.tenant, since, since + timedelta(seconds=span_s) + 2 * _MARGIN)
        for computer, count in found.items():
            sensor = sensors.get((company.tenant, computer), computer)
            rows[company.tenant, sensor] = rows.get((company.tenant, sensor), 0) + count
    return rows
