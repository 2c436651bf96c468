"""The jobs of this area: mails, and what is cleaned away every night."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from otasuke.web.jobs.declaring import cron
from otasuke.web.jobs.mail import send_mail
from otasuke.web.jobs.services import forget_old_jobs
from otasuke.web.jobs.texts import send_text

__all__ = ["forget_jobs", "forget_sessions", "send_mail", "send_text"]


@cron("17 4 * * *")
def forget_jobs(at: datetime) -> None:
    """Jobs that were done, and after longer those that were given up."""
    forget_old_jobs(now=at)


@cron("27 4 * * *")
def forget_sessions(at: datetime) -> None:
    """Sessions of browsers that are over."""
    Session.objects.filter(expire_date__lt=at).delete()
