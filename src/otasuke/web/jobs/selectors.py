"""Reading about jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_LIST = """
SELECT job.id, task_name, status::text, attempts, event.at, CASE WHEN status = 'todo' THEN scheduled_at END,
    coalesce(words, '')
FROM procrastinate_jobs job
LEFT JOIN jobs_lastfailure failure ON failure.job = job.id
LEFT JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = job.id) event ON true
WHERE status = ANY(%s::procrastinate_job_status[]) ORDER BY job.id DESC LIMIT %s
"""
WAITING, RUNNING, DONE, FAILED = "todo", "doing", "succeeded", "failed"
_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it is shown. attempts: tries that ended. at: what was last written down of it. again_at: of one that waits, when it is tried; failure: why not yet."""

    id: int
    task: str
    status: str
    attempts: int
    at: datetime
    again_at: datetime | None
    failure: str


def list_jobs(*statuses: str, most: int = _AT_MOST) -> Sequence[JobLine]:
    """Jobs in these states, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [list(statuses), most])
        return [JobLine(*row) for row in cursor.fetchall()]


def count_jobs() -> dict[str, int]:
    """How many there are in each state that has any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        return dict(cursor.fetchall())
