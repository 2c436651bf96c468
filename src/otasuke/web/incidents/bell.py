"""That something became different with incidents, told by the database at commit to every process that shows them.

Whoever writes rings in his transaction; a process hears it through one connection. While that is away, who asks looks at the table.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

import psycopg
from django.db import connection
from django.db.models import Max

from otasuke.web.incidents.models import Incident
from otasuke.web.tenancy.scope import across

CHANNEL = "otasuke_incidents"
_WAITS_S = 5.0
_AGAIN_S = 5.0
_log = logging.getLogger(__name__)


def ring() -> None:
    """Let everybody know, once this transaction is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class Ear:
    """Knows when an incident was touched last, and asks the table only if it may have changed."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hears = False
        self._rung = 0
        self._known: tuple[int, str] | None = None

    @property
    def hears(self) -> bool:
        """Whether it would hear the bell now."""
        return self._hears

    def newest(self) -> str:
        """When an incident was touched last, as ISO 8601; "" if there is none."""
        self._start()
        rung, known = self._rung, self._known
        if self._hears and known is not None and known[0] == rung:
            return known[1]
        said = mark_of(_touched_last())
        self._known = (rung, said)
        return said

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                told = connection.get_connection_params()
                names = ("host", "port", "dbname", "user", "password")
                wanted = {name: told[name] for name in names if told.get(name)}
                self._thread = threading.Thread(target=self._listen, args=(wanted,), name="incidents-bell", daemon=True)
                self._thread.start()

    def _listen(self, wanted: dict[str, str]) -> None:
        while True:
            try:
                with psycopg.connect(**wanted, autocommit=True) as opened:  # type: ignore[arg-type]  # a port is text too
                    opened.execute(f"LISTEN {CHANNEL}".encode())
                    self._rung += 1
                    self._hears = True
                    while True:
                        for _heard in opened.notifies(timeout=_WAITS_S, stop_after=1):
                            self._rung += 1
            except psycopg.Error as error:
                _log.warning("incidents.bell away %s", type(error).__name__)
            finally:
                self._hears = False
            threading.Event().wait(_AGAIN_S)


def mark_of(at: datetime | None) -> str:
    """A moment, as pages keep it to ask what came since."""
    return at.isoformat() if at else ""


def _touched_last() -> datetime | None:
    with across("whether any incident became different"):
        found: datetime | None = Incident.objects.aggregate(at=Max("touched_at"))["at"]
    return found


EAR = Ear()
"""Of this process."""
