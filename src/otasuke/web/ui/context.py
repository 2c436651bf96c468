"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static

from otasuke.web.ui.furigana import asks_for_furigana


def page(request: HttpRequest) -> dict[str, object]:
    """The place of the icons, and how the reader wants to read."""
    return {
        "icons": static("icons.svg"),
        "has_large_type": request.COOKIES.get("type") == "large",
        "has_furigana": asks_for_furigana(request),
        "theme": request.COOKIES.get("theme", "") if request.COOKIES.get("theme") in {"light", "dark"} else "",
        "is_demo": settings.IS_DEMO,
    }
