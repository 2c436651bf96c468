"""Morning sheets as they are kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class MorningSheet(models.Model):
    """朝のまとめ. One for each day. content: a `Sheet` (sheet.py): ids, numbers and times; never a name, nor words of customers."""

    day = models.DateField(primary_key=True)
    made_at = models.DateTimeField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day}"


class MorningRead(models.Model):
    """読みました. Who has read a sheet, and when."""

    sheet = models.ForeignKey(MorningSheet, on_delete=models.PROTECT, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "person"], name="read_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.person_id}"
