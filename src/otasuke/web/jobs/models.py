"""What we know of jobs beside what procrastinate does: why one failed; and mails and texts that are to be sent."""

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
    """送るメール. content: what it is made of (mail.py), sealed, as there may be links in it; empty when it was sent, or is of no use any more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    content = models.JSONField()
    made_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"mail {self.id}"


class TextMessage(models.Model):
    """送るSMS. words: sealed (texts.py), as there may be links in them. to, words: empty when the carrier has it, or it is of no use any more.

    reference  what its sender calls it, and the carrier: one of a reference is sent.
    tried_at   from then on the carrier may have it.
    status     how far the carrier says it has come (otasuke.carrier.Status); empty: it has said nothing. `code` says why it failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=64, unique=True)
    to = models.CharField(max_length=32, blank=True)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    carrier_id = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"text {self.reference}"
