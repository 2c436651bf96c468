"""A world that does not exist: a provider in Osaka, his people, and the companies that he looks after. For demos and measurements."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from otasuke.web.world.building import Built


def build(
    *, companies: int = 30, seed: int = 1, now: datetime | None = None, say: Callable[[str], None] = lambda _: None
) -> Built:
    """Fill the database of a demo; what is there already stays as it is, so that it may be called again.

    The same seed makes the same companies, people and contracts; their days count back from `now`, which is the present
    if it is not given. say  is told how far it is.
    Raises NotADemo unless this is a demo and its database holds nothing real.
    """
    from django.utils import timezone

    from otasuke.web.world.building import build_world

    return build_world(companies, seed, now=now or timezone.now(), say=say)
