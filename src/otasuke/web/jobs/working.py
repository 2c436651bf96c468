"""The process that does the jobs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from otasuke.web.jobs.declaring import app, schedule
from otasuke.web.jobs.noting import LOG, noted
from otasuke.web.jobs.rescue import rescue

STALLED_AFTER_S = 20.0
_THREADS = 4
_POLL_EVERY_S = 1.0
_FINISH_WITHIN_S = 15.0


async def work(*, beat: Path | None = None, stalled_after_s: float = STALLED_AFTER_S) -> None:
    """Do jobs until SIGTERM; what was begun is finished first.

    beat  a file that is touched as long as this works.
    """
    # One connection listens, one beats, and each thread has Django's own.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=2, max_size=_THREADS + 2)
    async with app.with_connector(connector).open_async() as opened:
        schedule(opened)
        caring = asyncio.create_task(_care(beat, stalled_after_s))
        working = asyncio.create_task(_run(opened, stalled_after_s))
        caring.add_done_callback(lambda _: working.cancel())  # whoever cannot care any more must not go on
        try:
            await working
        finally:
            caring.cancel()
            await asyncio.gather(caring, return_exceptions=True)


async def _run(opened: App, stalled_after_s: float) -> None:
    usual = list(opened.worker_defaults.get("task_middleware") or [])
    await opened.run_worker_async(
        concurrency=_THREADS,
        fetch_job_polling_interval=_POLL_EVERY_S,
        shutdown_graceful_timeout=_FINISH_WITHIN_S,
        update_heartbeat_interval=stalled_after_s / 4,
        stalled_worker_timeout=stalled_after_s,
        task_middleware=[*usual, noted],
    )


async def _care(beat: Path | None, stalled_after_s: float) -> None:
    while True:
        await sync_to_async(_beat, thread_sensitive=False)(beat, stalled_after_s)
        await asyncio.sleep(stalled_after_s / 4)


def _beat(beat: Path | None, stalled_after_s: float) -> None:
    close_old_connections()
    for one in rescue(stalled_after_s=stalled_after_s):
        LOG.warning("job.rescued task=%s job=%d over=%s", one.task, one.job, one.is_over)
    if beat:
        beat.write_text(str(os.getpid()), encoding="ascii")
