"""What is written down about each try of a job: a line in the log, and why it failed. Never its arguments."""

from __future__ import annotations

import logging
import time
from types import TracebackType

from django.utils import timezone
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from otasuke.web.jobs.models import LastFailure

LOG = logging.getLogger("otasuke.jobs")
_LONGEST = LastFailure._meta.get_field("words").max_length or 0


def noted(run: SyncCallNext, context: JobContext, _: Worker) -> None:
    """Run a job and note how it ended; a middleware of procrastinate."""
    with _Noting(context.job):
        run()


class _Noting:
    def __init__(self, job: Job) -> None:
        assert job.id is not None
        self._job, self._id = job, job.id
        self._began = time.monotonic()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        said = (self._job.task_name, self._id, self._job.attempts + 1, time.monotonic() - self._began)
        if error is None:
            LOG.info("job.done task=%s job=%d attempt=%d s=%.3f", *said)
            if self._job.attempts:
                LastFailure.objects.filter(job=self._id).delete()
        else:
            LOG.warning("job.failed task=%s job=%d attempt=%d s=%.3f error=%s", *said, type(error).__name__)
            words = f"{type(error).__name__}: {error}"[:_LONGEST].replace("\0", "")
            LastFailure.objects.update_or_create(job=self._id, defaults={"at": timezone.now(), "words": words})


def without_arguments(record: logging.LogRecord) -> bool:
    """Whether a line of procrastinate may be written: those about a job quote its arguments. A filter of logging."""
    return record.levelno >= logging.ERROR and not hasattr(record, "job")
