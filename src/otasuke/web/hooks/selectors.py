"""Reading about web-hooks. The provider's endpoints belong to no company, so every one of these looks across all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from otasuke.web.hooks.errors import NotFound
from otasuke.web.hooks.models import Attempt, Delivery, Endpoint
from otasuke.web.tenancy.scope import across

_WHY = "endpoints of the provider and of all companies"


def endpoints() -> Sequence[Endpoint]:
    """All of them, the provider's first, then by company."""
    with across(_WHY):
        found = Endpoint.objects.select_related("customer", "made_by")
        return sorted(found, key=lambda one: (one.customer.name_kana if one.customer else "", one.made_at))


def endpoint(id: UUID) -> Endpoint:
    """One of them. Raises NotFound."""
    with across(_WHY):
        found = Endpoint.objects.select_related("customer", "made_by").filter(id=id).first()
        if found is None:
            raise NotFound(id)
        return found


def log_of(id: UUID, *, most: int) -> Sequence[tuple[Delivery, Sequence[Attempt]]]:
    """What an endpoint was told, the newest first, and how each try went, the newest first."""
    with across(_WHY):
        found = list(Delivery.objects.filter(endpoint=id).order_by("-made_at", "id")[:most])
        tries: dict[UUID, list[Attempt]] = {one.id: [] for one in found}
        for attempt in Attempt.objects.filter(delivery__in=found).order_by("-at"):
            tries[attempt.delivery_id].append(attempt)
        return [(one, tries[one.id]) for one in found]
