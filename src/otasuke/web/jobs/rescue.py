"""Jobs that were running when their process was killed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from otasuke.web.jobs.models import LastFailure

MOST_ATTEMPTS = 10
"""A job during which the process dies again and again is what kills it."""

_FIND = """
UPDATE procrastinate_jobs SET worker_id = NULL, abort_requested = false, scheduled_at = NULL, attempts = attempts + 1,
    status = (CASE WHEN attempts >= %s THEN 'failed' ELSE 'todo' END)::procrastinate_job_status
WHERE id IN (
    SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND worker.id IS NULL FOR UPDATE OF job SKIP LOCKED
) RETURNING id, task_name, status
"""


@dataclass(frozen=True, slots=True)
class Rescued:
    """A job that nobody was doing any more. is_over: it is not tried again."""

    job: int
    task: str
    is_over: bool


@transaction.atomic
def rescue(*, stalled_after_s: float) -> list[Rescued]:
    """Put jobs back whose worker has not said for so long that it lives. Any number of processes may do so at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM procrastinate_prune_stalled_workers_v1(%s)", [stalled_after_s])
        cursor.execute(_FIND, [MOST_ATTEMPTS])
        found = [Rescued(job, task, status == "failed") for job, task, status in cursor.fetchall()]
    for one in found:
        words = {"at": timezone.now(), "words": "the process ended while it ran"}
        LastFailure.objects.update_or_create(job=one.job, defaults=words)
    return found
