"""The program that keeps the last page for when the net is away, and shows notifications; browsers let it see only what is below its address."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from otasuke.web.provider.selectors import provider

_FILE = Path(__file__).parents[1] / "ui" / "static" / "worker.js"


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """It is asked for anew each time that it may have changed."""
    return HttpResponse(_text(), "text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep these pages on its home screen: there an iPhone shows notifications."""
    name = provider().name
    said = {
        "name": name,
        "short_name": name,
        "start_url": reverse("today"),
        "display": "standalone",
        "icons": [{"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@cache
def _text() -> str:
    return _FILE.read_text(encoding="utf-8")
