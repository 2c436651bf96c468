"""What is cleaned away every night."""

from __future__ import annotations

from datetime import datetime

from otasuke.web.jobs import cron
from otasuke.web.tokens.services import forget_old_tokens


@cron("22 4 * * *")
def forget_tokens(at: datetime) -> None:
    """Tokens that ended long ago."""
    forget_old_tokens(now=at)
