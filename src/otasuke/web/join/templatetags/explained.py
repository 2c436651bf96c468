"""The words of an explanation on a narrow page."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TOGETHER = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[\d,]+(?:円|台|か月|回)|[\d-]{9,}")


@register.filter
def explained(words: str) -> SafeString:
    """Paragraphs in which a day, an amount or a phone number is never broken."""
    kept = _TOGETHER.sub(lambda found: f'<span class="nw">{found[0]}</span>', escape(words))
    return mark_safe(linebreaks(kept))  # noqa: S308  # escaped above
