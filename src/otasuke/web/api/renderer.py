"""How answers are written: JSON as UTF-8, times with a Z."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.renderers import BaseRenderer


class Renderer(BaseRenderer):
    """By orjson, which knows times and ids."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002  # ninja's
        """The body of an answer."""
        return orjson.dumps(data, option=orjson.OPT_UTC_Z)
