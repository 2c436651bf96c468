"""The records of tenants, as the commands read and write them."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import lake_of, plain_lake_errors
from otasuke.config import Settings
from otasuke.enrol import credentials
from otasuke.lake.manifest import tenants as tenants_of_lake
from otasuke.pipeline.health.event import CANARY_TENANT
from otasuke.pipeline.processes.report import read_reports
from otasuke.pipeline.tenant_settings import REGISTRY, TenantRecord, check_words, read_record, write_record
from otasuke.stream.port import Broker


async def known_tenants(broker: Broker, settings: Settings) -> list[str]:
    """Everybody who has a sensor, settings or events. Raises CliError where the lake cannot be read."""
    with plain_lake_errors():
        stored = tenants_of_lake(lake_of(settings))
    return sorted({*stored, *await _served(broker)} - {CANARY_TENANT})


async def _served(broker: Broker) -> set[str]:
    """Everybody who has a sensor or settings."""
    sensors = await credentials.all_credentials(await broker.registry(credentials.REGISTRY))
    return {one.tenant for one in sensors} | (await read_all(broker)).keys()


async def check_known(broker: Broker, settings: Settings, tenant: str) -> None:
    """Raises CliError for a tenant that nobody knows."""
    if tenant == CANARY_TENANT:
        raise CliError(f"{tenant} is the service itself; it has no contract", exit_code=Exit.USAGE)
    if tenant in await _served(broker):
        return
    known = await known_tenants(broker, settings)
    if tenant not in known:
        near = get_close_matches(tenant, known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"`otasuke sensor add {tenant} SENSOR` makes a tenant known."
        raise CliError(f"there is no tenant {tenant!r}", hint=hint, exit_code=Exit.USAGE)


async def read_all(broker: Broker) -> dict[str, bytes]:
    """What was set for whom."""
    return await (await broker.registry(REGISTRY)).all()


def record_in(values: dict[str, bytes], tenant: str) -> TenantRecord:
    """The record of a tenant; an empty one if nothing was ever set."""
    try:
        return read_record(values[tenant]) if tenant in values else TenantRecord()
    except (ValueError, TypeError, KeyError) as error:
        raise CliError(
            f"the settings of {tenant} cannot be read: {error}", hint="Did a newer otasuke write them? Use that one."
        ) from error


async def write(broker: Broker, tenant: str, record: TenantRecord) -> bytes:
    """Put the record into the registry, as these bytes."""
    value = write_record(record)
    await (await broker.registry(REGISTRY)).put(tenant, value)
    return value


def usual_retention(settings: Settings) -> int:
    """How long events are kept of whom nothing else was set: as the running service says, else as the settings do."""
    said = [one.retention_days for one in read_reports(settings.data_folder / "pipeline")]
    return next((days for days in said if days is not None), settings.retention_days)


def who(name: str | None) -> str:
    """Who sets something: as he says, or whoever is logged in."""
    if name is not None:
        return check_words(name, "the name")
    with suppress(KeyError, OSError, ImportError):
        return os.environ.get("SUDO_USER") or getpass.getuser()
    return f"uid {os.getuid()}"


def now() -> datetime:
    """In whole seconds: nobody needs more of a moment at which something was set."""
    return datetime.now(UTC).replace(microsecond=0)
