"""What flows do by themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from otasuke.web.flows.drill import tend
from otasuke.web.jobs import cron


@cron("* * * * *")
def tend_drills(_at: datetime) -> None:
    """Hold and file night drills. A minute that was missed is made up for by the next."""
    tend(timezone.now())
