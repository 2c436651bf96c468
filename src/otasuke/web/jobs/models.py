"""What we know of jobs beside what procrastinate does: why one failed."""

from __future__ import annotations

from django.db import models


class LastFailure(models.Model):
    """最後の失敗. Why the newest try of a job failed. It stands as long as the job has not succeeded."""

    job = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"job {self.job}: {self.words}"
