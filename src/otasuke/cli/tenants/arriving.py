"""Waiting until every process of the service on this machine has heard of a setting."""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from pathlib import Path

from otasuke.config import Settings
from otasuke.pipeline.processes.book import copied
from otasuke.pipeline.processes.tenants import FOLLOWERS, copy_of

_HEARD_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.02


async def when(settings: Settings, tenant: str, value: bytes) -> str:
    """From when on a record counts that was written just now."""
    notes = settings.data_folder / "pipeline"
    names = sorted(mark.stem for kind in FOLLOWERS for mark in notes.glob(f"{kind}*.ready"))
    if not names:
        return "as soon as the service runs, or from a few seconds from now on where it runs elsewhere"
    until = time.monotonic() + _HEARD_WITHIN_S
    while late := [name for name in names if not _has_heard(copy_of(notes, name), tenant, value)]:
        if time.monotonic() > until:
            waited = f"which took more than {_HEARD_WITHIN_S:.0f} s"
            return f"as soon as {', '.join(late)} heard of it, {waited} (see `otasuke status`)"
        await asyncio.sleep(_LOOK_EVERY_S)
    return "from now on"


def _has_heard(copy: Path, tenant: str, value: bytes) -> bool:
    return copied(copy).get(tenant) == b64encode(value).decode()
