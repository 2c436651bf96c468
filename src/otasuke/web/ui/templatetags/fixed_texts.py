"""Django's tags for texts, quicker: a page has dozens, most of which say the same each time (settings.TEMPLATES).

They are loaded by the name of Django's own, `{% load i18n %}`.
"""

from __future__ import annotations

from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class FixedText(Node):
    """A text without anything to fill in: it is looked up once in each language."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self._known:
            self._known[language] = self._node.render(context)
        return self._known[language]


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag, which looks its text up each time; if it is nothing but a text, only once."""
    node: i18n.TranslateNode = i18n.do_translate(parser, token)
    said = node.filter_expression
    is_fixed = getattr(said.var, "literal", None) is not None and not said.filters
    return node if node.asvar or node.message_context or not is_fixed else FixedText(node)
