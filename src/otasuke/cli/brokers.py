"""The broker of a data folder, for the commands that need it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.stream.port import Broker


async def open_broker(settings: Settings) -> Broker:
    """The broker that the settings name, or the one of the data folder. Raises StreamUnavailable."""
    from otasuke.local.nats import Nats
    from otasuke.stream.nats.broker import NatsBroker
    from otasuke.stream.port import StreamUnavailable

    if settings.nats_url:
        return await NatsBroker.open(settings.nats_url)
    nats = Nats(settings.data_folder)
    if (url := nats.url) is None:
        raise StreamUnavailable(f"NATS does not run in {settings.data_folder}")
    return await NatsBroker.open(url, moved_to=lambda: nats.url)


@asynccontextmanager
async def broker_of(settings: Settings) -> AsyncIterator[Broker]:
    """The same for a command; raises CliError."""
    from otasuke.stream.port import StreamUnavailable

    try:
        broker = await open_broker(settings)
    except StreamUnavailable as error:
        raise CliError(str(error), hint="`otasuke up` starts the service.", exit_code=Exit.UNWELL) from error
    try:
        yield broker
    except StreamUnavailable as error:
        raise CliError(str(error), hint="`otasuke status` says how it is.", exit_code=Exit.UNWELL) from error
    finally:
        await broker.close()
