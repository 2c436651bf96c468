"""The secrets of endpoints, as they stand in the database."""

from __future__ import annotations

from uuid import UUID

from otasuke.web.hooks.models import Endpoint
from otasuke.web.seals.sealing import seal, unseal


def secret_of(endpoint: Endpoint) -> str:
    """What signs. Raises CannotUnseal."""
    return unseal(endpoint.secret, about=about(endpoint.id))


def old_secret_of(endpoint: Endpoint) -> str:
    """What signed before. Raises CannotUnseal."""
    return unseal(endpoint.old_secret, about=about(endpoint.id))


def sealed_for(endpoint: UUID, secret: str) -> str:
    """A secret as it may stand in the endpoint's row."""
    return seal(secret, about=about(endpoint))


def about(endpoint: UUID) -> str:
    """What a seal says whose it is."""
    return f"hooks endpoint {endpoint}"
