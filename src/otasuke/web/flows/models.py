"""How far journals were read."""

from __future__ import annotations

from django.db import models


class ReadUntil(models.Model):
    """読んだところ. How far a journal of the broker was read; written together with what was made of it."""

    journal = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.journal} {self.number}"
