"""What tokens are for, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from otasuke.web.tokens.words import SCOPES

register = template.Library()


@register.filter
def scope_names(scopes: Iterable[str]) -> str:
    """The scopes of a token for who reads Japanese or English; those that are no more are left out."""
    held = set(scopes)
    return "、".join(str(words) for scope, words in SCOPES.items() if scope.value in held)
