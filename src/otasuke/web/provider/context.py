"""What every page knows of the provider."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from otasuke.web.provider.selectors import provider


def named(_: HttpRequest) -> dict[str, object]:
    """The provider, asked for only by a page that names him."""
    return {"provider": SimpleLazyObject(provider)}
