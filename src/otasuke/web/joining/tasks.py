"""What is done for companies on their way in while nobody looks at a page."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from otasuke.web.jobs import cron
from otasuke.web.joining.letters import due_letters, send_letter
from otasuke.web.joining.selectors import connecting
from otasuke.web.joining.walking import settle


@cron("*/5 * * * *")
def settle_all(at: datetime) -> None:
    """Note what was heard of companies whose phone shows no page any more."""
    for joining in connecting():
        settle(joining, now=at)


@cron("20 9 * * *")
def send_letters(at: datetime) -> None:
    """The letters of the day, in the morning."""
    for customer, letter in due_letters(today=timezone.localdate(at)):
        send_letter(customer, letter, now=at)
