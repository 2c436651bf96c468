"""Addresses of ours as people type them, and as phones read them."""

from __future__ import annotations

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


def own_address(request: HttpRequest, name: str, *values: str) -> str:
    """The whole address of a page."""
    return request.build_absolute_uri(reverse(name, args=values))


def qr(words: str) -> SafeString:
    """A QR code as SVG, as large as what it stands in."""
    drawn = segno.make(words, error="m", boost_error=False).svg_inline(border=4, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  # segno draws squares; no text of anybody's is in it
