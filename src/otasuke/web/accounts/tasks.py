"""What is cleaned away every night."""

from __future__ import annotations

from datetime import datetime

from otasuke.web.accounts.links import forget_old_links
from otasuke.web.jobs import cron


@cron("7 4 * * *")
def forget_links(at: datetime) -> None:
    """Links that nobody can use any more."""
    forget_old_links(now=at)
