"""Reading about web-hooks: those of one company, or, for staff, all. The provider's own belong to no company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from otasuke.web.hooks.errors import NotFound
from otasuke.web.hooks.models import Attempt, Delivery, Endpoint
from otasuke.web.hooks.policy import PUT_BACK_WITHIN
from otasuke.web.hooks.services import scope_of


def endpoints(*, of: UUID | None = None) -> Sequence[Endpoint]:
    """All of them, the provider's first, then by company. of: those of a company alone."""
    with scope_of(of):
        found = Endpoint.objects.select_related("customer", "made_by").filter(removed_at=None)
        return sorted(found, key=lambda one: (one.customer.name_kana if one.customer else "", one.made_at))


def removed_lately(*, now: datetime, of: UUID | None = None) -> Sequence[Endpoint]:
    """Those that can still be put back, the newest first."""
    with scope_of(of):
        found = Endpoint.objects.select_related("customer").filter(removed_at__gt=now - PUT_BACK_WITHIN)
        return list(found.order_by("-removed_at"))


def endpoint(id: UUID, *, of: UUID | None = None) -> Endpoint:
    """One of them. Raises NotFound."""
    with scope_of(of):
        found = Endpoint.objects.select_related("customer", "made_by").filter(id=id, removed_at=None).first()
        if found is None:
            raise NotFound(id)
        return found


def log_of(id: UUID, *, most: int, of: UUID | None = None) -> Sequence[tuple[Delivery, Sequence[Attempt]]]:
    """What an endpoint was told, the newest first, and how each try went, the newest first."""
    with scope_of(of):
        found = list(Delivery.objects.filter(endpoint=id).order_by("-made_at", "id")[:most])
        tries: dict[UUID, list[Attempt]] = {one.id: [] for one in found}
        for attempt in Attempt.objects.filter(delivery__in=found).order_by("-at"):
            tries[attempt.delivery_id].append(attempt)
        return [(one, tries[one.id]) for one in found]
