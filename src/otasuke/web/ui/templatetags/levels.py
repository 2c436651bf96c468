"""What the four levels are called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def level_name(colour: str) -> str:
    """赤, 黄, 青 or 緑."""
    return {"aka": gettext("赤"), "ki": gettext("黄"), "ao": gettext("青"), "mi": gettext("緑")}[colour]


@register.filter
def level_words(colour: str) -> str:
    """What the level asks of an owner."""
    words = {
        "aka": gettext("いますぐ電話"),
        "ki": gettext("今日中に"),
        "ao": gettext("お知らせ"),
        "mi": gettext("止めました"),
    }
    return words[colour]
