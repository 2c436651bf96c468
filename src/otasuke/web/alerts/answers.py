"""心当たり. What people of a company said was theirs: the same thing waits for the letter, unless it is 赤. Its scope is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from otasuke.web.alerts.models import Owned


def remember(customer: UUID, fingerprints: Iterable[str], *, name: str, at: datetime) -> None:
    """Somebody says that this was theirs."""
    for fingerprint in set(fingerprints):
        Owned.objects.update_or_create(
            customer_id=customer, fingerprint=fingerprint, defaults={"said_by": name[:80], "at": at}
        )


def forget(customer: UUID, fingerprints: Iterable[str]) -> None:
    """He takes it back."""
    Owned.objects.filter(customer=customer, fingerprint__in=set(fingerprints)).delete()


def owned(customer: UUID, fingerprints: Iterable[str]) -> Mapping[str, Owned]:
    """What of this was said to be theirs."""
    found = Owned.objects.filter(customer=customer, fingerprint__in=set(fingerprints))
    return {one.fingerprint: one for one in found}
