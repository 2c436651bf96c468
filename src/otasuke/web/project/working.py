"""`python -m otasuke.web.project.working FILE`: do background jobs. FILE is touched as long as it does."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from pathlib import Path

import django

_MIGRATED_WITHIN_S = 300.0
_LOOK_EVERY_S = 0.5


def main(beat: Path) -> None:
    """Wait until the web has made its tables, then work until SIGTERM."""
    from otasuke.web.jobs.noting import LOG, without_arguments
    from otasuke.web.jobs.working import work

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(lambda record: not record.name.startswith("procrastinate") or without_arguments(record))
    beat.parent.mkdir(parents=True, exist_ok=True)
    wait_for_tables()
    LOG.info("jobs.begin")
    asyncio.run(work(beat=beat))
    LOG.info("jobs.end")


def wait_for_tables() -> None:
    """Return when the database is as this version wants it; the web brings it there, which starts beside us."""
    from django.db import OperationalError, connection

    until = time.monotonic() + _MIGRATED_WITHIN_S
    while not _has_tables():
        if time.monotonic() > until:
            raise OperationalError("the tables of the web are not there, or of another version")
        connection.close()
        time.sleep(_LOOK_EVERY_S)


def _has_tables() -> bool:
    from django.db import OperationalError, ProgrammingError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (OperationalError, ProgrammingError):  # the role, the database or our right to look is not there yet
        return False


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    main(Path(sys.argv[1]))
