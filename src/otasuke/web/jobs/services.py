"""Writing about jobs: trying one again by hand, and forgetting old ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from otasuke.web.audit.services import Actor, record
from otasuke.web.jobs.errors import NotFailed
from otasuke.web.jobs.models import Mail, TextMessage

KEEP_DONE = timedelta(days=3)
KEEP_FAILED = timedelta(days=60)

_RETRY = "SELECT id FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE"
_FORGET = """
DELETE FROM procrastinate_jobs job WHERE status = ANY(%s::procrastinate_job_status[]) AND NOT EXISTS (
    SELECT FROM procrastinate_events event WHERE event.job_id = job.id AND event.at >= %s)
"""


@transaction.atomic
def retry(job: int, *, actor: Actor | None) -> None:
    """Try a job again that was given up, once, at once. Raises NotFailed."""
    with connection.cursor() as cursor:
        cursor.execute(_RETRY, [job])
        if cursor.fetchone() is None:
            raise NotFailed(job)
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, NULL, NULL, NULL, NULL)", [job])
    record("job.retried", actor=actor, target=f"job {job}")


@transaction.atomic
def forget_old_jobs(*, now: datetime) -> int:
    """Delete jobs that ended long ago, how many; and mails and texts of that time."""
    ended = {("succeeded", "cancelled", "aborted"): KEEP_DONE, ("failed",): KEEP_FAILED}
    deleted = 0
    with connection.cursor() as cursor:
        for statuses, kept in ended.items():
            cursor.execute(_FORGET, [list(statuses), now - kept])
            deleted += cursor.rowcount
        cursor.execute("DELETE FROM jobs_lastfailure WHERE job NOT IN (SELECT id FROM procrastinate_jobs)")
    Mail.objects.filter(made_at__lt=now - KEEP_FAILED).delete()
    Mail.objects.filter(sent_at__lt=now - KEEP_DONE).delete()
    TextMessage.objects.filter(made_at__lt=now - KEEP_FAILED).delete()
    return deleted
