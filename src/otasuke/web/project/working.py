"""`python -m otasuke.web.project.working FILE`: do background jobs. FILE is touched as long as it does."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import django


def main(beat: Path) -> None:
    """Wait until the web has made its tables, then work until SIGTERM."""
    from otasuke.web.jobs.beginning import log_to_stderr, wait_for_tables
    from otasuke.web.jobs.noting import LOG, without_arguments
    from otasuke.web.jobs.working import work

    log_to_stderr(others=logging.INFO)
    for handler in logging.getLogger().handlers:
        handler.addFilter(lambda record: not record.name.startswith("procrastinate") or without_arguments(record))
    beat.parent.mkdir(parents=True, exist_ok=True)
    wait_for_tables()
    LOG.info("jobs.begin")
    asyncio.run(work(beat=beat))
    LOG.info("jobs.end")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    main(Path(sys.argv[1]))
