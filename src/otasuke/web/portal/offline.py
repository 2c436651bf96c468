"""The program that keeps the last page for when the net is away; browsers let it see only what is below its address."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

_FILE = Path(__file__).parents[1] / "ui" / "static" / "worker.js"


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """It is asked for anew each time that it may have changed."""
    return HttpResponse(_text(), "text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _text() -> str:
    return _FILE.read_text(encoding="utf-8")
