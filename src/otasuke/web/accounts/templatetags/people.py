"""What pages call roles and firms."""

from __future__ import annotations

from django import template

from otasuke.web.accounts.browsers import named_browser
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.words import FIRMS, ROLES

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """What a role is called."""
    return str(ROLES[Role(role)])


@register.filter
def firm_name(kind: str) -> str:
    """What a kind of firm is called."""
    return str(FIRMS[kind])


@register.filter
def browser_name(told: str) -> str:
    """What people call a browser that says this of itself."""
    return named_browser(told)
