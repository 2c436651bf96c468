"""Waiting until every process of the service on this machine has heard of a setting."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from otasuke.config import Settings
from otasuke.pipeline.processes.book import copied
from otasuke.pipeline.processes.report import STALE_AFTER_S, read_reports
from otasuke.pipeline.processes.surroundings import ready_file
from otasuke.pipeline.processes.tenants import FOLLOWERS, copy_of

_HEARD_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.02


async def when(settings: Settings, tenant: str, value: bytes) -> str:
    """From when on a record counts that was written just now."""
    notes, names = settings.data_folder / "pipeline", _followers(settings.data_folder)
    if not names:
        return "as soon as the service runs, or from a few seconds from now on where it runs elsewhere"
    until = time.monotonic() + _HEARD_WITHIN_S
    while late := [name for name in names if not _has_heard(copy_of(notes, name), tenant, value)]:
        if time.monotonic() > until:
            waited = f"which took more than {_HEARD_WITHIN_S:.0f} s"
            return f"as soon as {', '.join(late)} heard of it, {waited} (see `otasuke status`)"
        await asyncio.sleep(_LOOK_EVERY_S)
    return "from now on"


def _followers(folder: Path) -> list[str]:
    """The processes that run here and follow the settings; of one that ended both mark and report may be left."""
    now = datetime.now(UTC)
    heard = [one for one in read_reports(folder / "pipeline") if (now - one.at).total_seconds() <= STALE_AFTER_S]
    names = [one.process for one in heard if ready_file(folder, one.process).exists()]
    return [name for name in names if name.startswith(FOLLOWERS)]


def _has_heard(copy: Path, tenant: str, value: bytes) -> bool:
    return copied(copy).get(tenant) == b64encode(value).decode()
