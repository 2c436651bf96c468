"""How pages write amounts."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def grouped(amount: int) -> str:
    """An amount with its thousands apart: 12,345."""
    return f"{amount:,}"
