"""What is cleaned away every night."""

from __future__ import annotations

from datetime import datetime

from otasuke.web.accounts.forgetting import forget_browsers, forget_invitations, forget_old_failures
from otasuke.web.accounts.links import forget_old_links
from otasuke.web.accounts.mobiles import forget_old_codes
from otasuke.web.accounts.texting import forget_asked
from otasuke.web.jobs import cron


@cron("7 4 * * *")
def forget_links(at: datetime) -> None:
    """Links and codes that nobody can use any more, and texts that count no more."""
    forget_old_links(now=at)
    forget_old_codes(now=at)
    forget_asked(now=at)


@cron("12 4 * * *")
def forget_what_ended(at: datetime) -> None:
    """Invitations, browsers and failures that are over."""
    forget_invitations(now=at)
    forget_browsers(now=at)
    forget_old_failures(now=at)
