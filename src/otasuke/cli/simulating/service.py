"""The service that is driven, seen from outside: who may send, what it detects, what it stores."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit
from otasuke.simulating.delivery.tally import FeedKey
from otasuke.simulating.watching import Detections, Stored

if TYPE_CHECKING:
    from otasuke.stream.port import Broker

_JOURNAL = "detections"
_TOKENS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Service:
    """What can be seen of it; None where nobody showed us."""

    broker: Broker | None = None
    detections: Detections | None = None
    stored: Stored | None = None


def read_tokens(path: Path, keys: Sequence[FeedKey]) -> dict[FeedKey, str]:
    """The token of every feed, from lines of `TENANT SENSOR TOKEN`. Raises CliError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(f"cannot read the tokens in {str(path)!r}: {error}") from error
    tokens: dict[FeedKey, str] = {}
    for number, line in enumerate(lines, 1):
        parts = line.split()
        if parts and len(parts) != 3:
            raise CliError(f"{path}:{number}: is not TENANT SENSOR TOKEN")
        if parts:
            tokens[parts[0], parts[1]] = parts[2]
    return _complete(tokens, keys, path)


async def make_tokens(broker: Broker, keys: Sequence[FeedKey]) -> dict[FeedKey, str]:
    """New tokens for every feed, valid from now on. Raises StreamUnavailable."""
    from otasuke.enrol.credentials import REGISTRY, add, new_credential

    registry = await broker.registry(REGISTRY)
    made = {key: new_credential(*key, now=datetime.now(UTC)) for key in keys}
    for start in range(0, len(keys), _TOKENS_AT_ONCE):
        await asyncio.gather(*(add(registry, made[key][0]) for key in keys[start : start + _TOKENS_AT_ONCE]))
    return {key: token for key, (_, token) in made.items() if token}


def _complete(tokens: Mapping[FeedKey, str], keys: Sequence[FeedKey], path: Path) -> dict[FeedKey, str]:
    missing = [key for key in keys if key not in tokens]
    if missing:
        tenant, sensor = missing[0]
        raise CliError(
            f"{len(missing)} of {len(keys)} sensors have no token in {path}; the first is {sensor} of {tenant}",
            hint="`otasuke simulate … --list-sensors` writes every TENANT SENSOR of the fleet.",
            exit_code=Exit.USAGE,
        )
    return {key: tokens[key] for key in keys}


@asynccontextmanager
async def service_of(args: argparse.Namespace) -> AsyncIterator[Service]:
    """The service of a data folder on this machine, if there is one. Raises CliError."""
    if args.data is None:
        yield Service()
        return
    from otasuke.local.nats import Nats
    from otasuke.simulating.journal import JournalDetections, LakeRows
    from otasuke.stream.nats.broker import NatsBroker
    from otasuke.stream.port import StreamUnavailable

    url = Nats(args.data).url
    if url is None:
        raise CliError(
            f"no service runs in {args.data}", hint="`otasuke up --data FOLDER` starts one.", exit_code=Exit.UNWELL
        )
    try:
        broker = await NatsBroker.open(url)
    except StreamUnavailable as error:
        raise CliError(f"the service in {args.data} does not answer: {error}", exit_code=Exit.UNWELL) from error
    try:
        detections = await JournalDetections.open(await broker.journal(_JOURNAL))
        yield Service(broker, detections, LakeRows(args.data / "lake"))
    finally:
        await broker.close()
