"""What alerts do by themselves."""

from __future__ import annotations

from datetime import datetime

from otasuke.web.alerts.silences import ask
from otasuke.web.jobs import cron


@cron("3 * * * *")
def ask_again(at: datetime) -> None:
    """Silences that are over come back as questions."""
    ask(at=at)
