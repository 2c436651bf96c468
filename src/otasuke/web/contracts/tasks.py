"""What is done about contracts while nobody looks at a page."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from otasuke.web.contracts.waiting import remind_owners
from otasuke.web.jobs import task


@task()
def remind(customer: str, explanation: str, address: str) -> None:
    """Remind owners of an explanation that still waits."""
    remind_owners(UUID(customer), UUID(explanation), address=address, now=timezone.now())
