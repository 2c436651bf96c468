"""What reaction does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from otasuke.web.jobs import cron
from otasuke.web.reaction.services import expire


@cron("*/5 * * * *")
def end_what_is_over(_at: datetime) -> None:
    """Actions whose time is over. Lists leave them out by themselves, to the second."""
    expire(at=timezone.now())
