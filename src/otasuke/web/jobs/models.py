"""What we know of jobs beside what procrastinate does: why one failed; and mails that are to be sent."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class LastFailure(models.Model):
    """最後の失敗. Why the newest try of a job failed. It stands as long as the job has not succeeded."""

    job = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"job {self.job}: {self.words}"


class Mail(models.Model):
    """送るメール. content: what it is made of (mail.py); empty when it was sent, or is of no use any more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    content = models.JSONField()
    made_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mail {self.id}"
