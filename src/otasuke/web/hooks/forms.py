"""What somebody fills in who wants a program told; for pages of staff and of owners."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from otasuke.web.hooks.kinds import KINDS, OF_PROVIDER
from otasuke.web.outside.policy import LONGEST_URL, BadUrl, check_url

_REFUSALS = {
    "signs": gettext_lazy("この形のアドレスには送れません。日本語や空白は使えません。"),
    "parts": gettext_lazy("https:// と名前で始まるアドレスを入れてください。利用者名や # は付けられません。"),
    "https": gettext_lazy("https:// で始まるアドレスだけに送れます。"),
    "private": gettext_lazy("社内や、このコンピューターを指すアドレスには送れません。"),
}


class EndpointForm(forms.Form):
    """Where to, and what."""

    url = forms.CharField(
        label=gettext_lazy("アドレス"),
        max_length=LONGEST_URL,
        help_text=gettext_lazy("https:// で始まるもの。"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("知らせること"),
        choices=[(name, kind.words) for name, kind in KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("一つは選んでください。")},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url, may_be_local=settings.HOOKS_MAY_BE_LOCAL)
        except BadUrl as error:
            raise ValidationError(str(_REFUSALS[error.reason])) from error
        return url


class OwnersForm(EndpointForm):
    """The same for a company that adds one of its own."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("知らせること"),
        choices=[(name, kind.words) for name, kind in KINDS.items() if name not in OF_PROVIDER],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("一つは選んでください。")},
    )
