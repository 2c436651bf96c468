"""What is done with devices every night."""

from __future__ import annotations

from datetime import datetime

from otasuke.web.jobs import cron
from otasuke.web.sensors.counting import count_seats_seen
from otasuke.web.sensors.leftovers import revoke_leftovers


@cron("37 3 * * *")
def count_seats(at: datetime) -> None:
    """How many computers of each contract are seen."""
    count_seats_seen(now=at, on=at.date())


@cron("47 3 * * *")
def revoke_what_is_left_over(at: datetime) -> None:
    """Credentials of devices that no device has."""
    revoke_leftovers(now=at)
