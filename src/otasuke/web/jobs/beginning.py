"""How a process beside the web begins: it says each line once, and waits for the tables, which the web makes."""

from __future__ import annotations

import logging
import sys
import time

_MIGRATED_WITHIN_S = 300.0
_LOOK_EVERY_S = 0.5
_log = logging.getLogger(__name__)


def log_to_stderr(*, others: int = logging.WARNING) -> None:
    """Lines of the web go where those of all others go, and there only. others: from which level on theirs are said."""
    logging.getLogger("otasuke.web").handlers.clear()
    logging.basicConfig(level=others, format="%(asctime)s %(message)s", stream=sys.stderr)


def wait_for_tables() -> None:
    """Return when the database is as this version wants it; the web brings it there, which starts beside us."""
    from django.db import OperationalError, connection

    until, is_said = time.monotonic() + _MIGRATED_WITHIN_S, False
    while not _has_tables():
        if time.monotonic() > until:
            raise OperationalError("the tables of the web are not there, or of another version")
        if not is_said:
            _log.info("waits until the web has made its tables, or brought them to this version")
            is_said = True
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
