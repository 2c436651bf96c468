"""Sentences of pure modules in the language of the reader."""

from __future__ import annotations

from django.utils.translation import gettext

from otasuke.web.ui.sentences import Sentence


def told(sentence: Sentence | str) -> str:
    """A sentence in the reader's language; what is no sentence stays as it is."""
    if isinstance(sentence, str):
        return sentence
    words = gettext(sentence.key)
    values = {name: told(value) if isinstance(value, Sentence) else value for name, value in sentence.values}
    return words % values if values else words
