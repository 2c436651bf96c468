"""The jobs of web-hooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from otasuke.web.hooks.delivering import try_once, usual_network
from otasuke.web.hooks.models import Delivery
from otasuke.web.hooks.policy import WAITS
from otasuke.web.jobs import cron, task
from otasuke.web.tenancy.scope import across

_KEPT = timedelta(days=60)


@task(waits=WAITS)
def deliver(delivery: str) -> None:
    """Tell an endpoint something."""
    try_once(UUID(delivery), network=usual_network(), now=timezone.now())


@cron("37 4 * * *")
def forget_deliveries(at: datetime) -> None:
    """Forget what was told long ago."""
    with across("old deliveries of all are forgotten"):
        Delivery.objects.filter(made_at__lt=at - _KEPT).delete()
