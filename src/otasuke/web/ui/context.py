"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static

from otasuke.web.ui.furigana import asks_for_furigana


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider, as pages name him. phone, hours: of the desk; mark: the お助け隊 mark's number while a registration is valid."""

    name: str
    phone: str
    mark: str = ""
    hours: str = ""


def page(request: HttpRequest) -> dict[str, object]:
    """The provider, the place of the icons, and how the reader wants to read."""
    return {
        "provider": Provider(
            settings.PROVIDER_NAME, settings.PROVIDER_PHONE, settings.PROVIDER_MARK, settings.PROVIDER_HOURS
        ),
        "icons": static("icons.svg"),
        "has_large_type": request.COOKIES.get("type") == "large",
        "has_furigana": asks_for_furigana(request),
        "theme": request.COOKIES.get("theme", "") if request.COOKIES.get("theme") in {"light", "dark"} else "",
        "is_demo": settings.IS_DEMO,
    }
