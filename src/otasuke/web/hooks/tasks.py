"""The jobs of web-hooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from otasuke.web.hooks.delivering import try_once
from otasuke.web.hooks.models import Delivery, Endpoint
from otasuke.web.hooks.policy import PUT_BACK_WITHIN, WAITS
from otasuke.web.jobs import cron, task
from otasuke.web.outside.asking import usual_network
from otasuke.web.tenancy.scope import across

_KEPT = timedelta(days=60)


@task(waits=WAITS)
def deliver(delivery: str) -> None:
    """Tell an endpoint something."""
    try_once(UUID(delivery), network=usual_network(), now=timezone.now())


@cron("37 4 * * *")
def forget_deliveries(at: datetime) -> None:
    """Forget what was told long ago, and endpoints that were removed."""
    with across("old deliveries of all are forgotten"):
        Endpoint.objects.filter(removed_at__lt=at - PUT_BACK_WITHIN).delete()
        Delivery.objects.filter(made_at__lt=at - _KEPT).delete()
