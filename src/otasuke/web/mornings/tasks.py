"""The sheet of each morning."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from otasuke.web.duty.rota import day_of
from otasuke.web.jobs import cron
from otasuke.web.mornings.services import keep


@cron("30 8 * * *")
def make_sheet(at: datetime) -> None:
    """Make the sheet of the day. One of a day that is over is not made: it would tell of another night."""
    now = timezone.now()
    if day_of(at) == day_of(now):
        keep(now)
