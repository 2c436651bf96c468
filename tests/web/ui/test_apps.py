"""What the design system says in Django's place."""

from __future__ import annotations

from django import forms
from django.utils.translation import override


class _Asked(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "a")])


def test_an_empty_field_is_asked_for_as_people_speak() -> None:
    for language, words in (("ja", "入れてください。"), ("en", "Please fill this in.")):
        with override(language):
            errors = _Asked({}).errors
            assert [list(one) for one in errors.values()] == [[words], [words]]
