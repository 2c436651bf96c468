"""Texts of templates are looked up once in each language, and say what Django's own tag says."""

from __future__ import annotations

import pytest
from django.template import Context, Engine, Template, engines
from django.utils import translation

from otasuke.web.ui.templatetags.fixed_texts import FixedText

TEXTS = (
    '{% translate "会社" %}',
    "{% trans '会社' %}",
    '{% translate "100%" %}',
    '{% translate "<b>" %}',
    "{% translate word %}",
    '{% translate "会社"|upper %}',
    '{% translate "会社" as kept %}[{{ kept }}]',
    '{% translate "会社" context "x" %}',
    '{% translate "会社" noop %}',
)
DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})


def of(text: str, engine: Engine) -> Template:
    return engine.from_string("{% load i18n %}" + text)


def ours(text: str) -> Template:
    return of(text, engines["django"].engine)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_what_djangos_own_tag_says_in_every_language(text: str) -> None:
    template, djangos = ours(text), of(text, DJANGOS)

    for language in ("ja", "en", "ja"):
        with translation.override(language):
            said = template.render(Context({"word": "会社"}))
            assert said == djangos.render(Context({"word": "会社"}))


def test_a_text_is_looked_up_once_in_each_language(monkeypatch) -> None:
    template = ours('{% translate "会社" %}')
    for language in ("ja", "en"):
        with translation.override(language):
            template.render(Context())

    monkeypatch.setattr("django.templatetags.i18n.TranslateNode.render", None)

    assert template.nodelist.get_nodes_by_type(FixedText)
    for language, words in (("ja", "会社"), ("en", "Company")):
        with translation.override(language):
            assert template.render(Context()) == words
