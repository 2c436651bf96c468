"""Words that no line ends in."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_WHOLE = re.compile(r"Wi-Fi|\+?\d[\d-]{6,}\d|\d{1,2}:\d\d")


@register.filter
def unbroken(words: str) -> SafeString:
    """A sentence in which Wi-Fi, telephone numbers and times stay in one piece."""
    return mark_safe(_WHOLE.sub(r'<span class="nw">\g<0></span>', conditional_escape(words)))  # noqa: S308  # escaped
