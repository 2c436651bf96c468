"""Fields for names of people, as they are typed by anybody and shown to others, also in mails."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NO_NAME = re.compile(r"[\x00-\x1f\x7f\u2028\u2029<>/:@\\]")
"""Lines and addresses have no place in a name: it is put into mails to others."""


def one_name(text: str) -> None:
    """A validator: what can be somebody's name. Raises ValidationError."""
    if _NO_NAME.search(text):
        raise ValidationError(_("名前だけを入れてください。"))


def name_field() -> forms.CharField:
    """Somebody's name."""
    return forms.CharField(
        label=gettext_lazy("名前"),
        max_length=60,
        validators=[one_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def name_kana_field() -> forms.CharField:
    """How it is read."""
    return forms.CharField(
        label=gettext_lazy("よみ"),
        max_length=80,
        required=False,
        validators=[one_name],
        help_text=gettext_lazy("カタカナで、姓と名のあいだをあけてください。"),
    )
