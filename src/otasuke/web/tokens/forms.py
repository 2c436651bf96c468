"""What somebody fills in who wants a token; for pages of staff and of owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.policy import Role
from otasuke.web.tokens.errors import BadWish
from otasuke.web.tokens.policy import LONGEST_NAME, Scope, Wish, allowed
from otasuke.web.tokens.words import FAULTS, SCOPES

_DAYS = ((30, gettext_lazy("30日")), (90, gettext_lazy("90日")), (365, gettext_lazy("1年")))


class TokenForm(forms.Form):
    """A wish. Only what its maker may is offered."""

    name = forms.CharField(
        label=gettext_lazy("使うもの"),
        help_text=gettext_lazy("会計ソフト、台数の集計など。あとで見分けるための名前です。"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("名前を60文字までで入れてください。")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("できること"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("できることを、1つはえらんでください。")},
    )
    days = forms.TypedChoiceField(label=gettext_lazy("期限"), choices=_DAYS, coerce=int, initial=90)

    def __init__(self, roles: Iterable[Role], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        may = allowed(roles)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope.value, words) for scope, words in SCOPES.items() if scope in may]

    def wish(self, now: datetime) -> Wish:
        """What was filled in."""
        given = self.cleaned_data
        until = now + timedelta(days=given["days"])
        return Wish(given["name"], frozenset(map(Scope, given["scopes"])), until)

    def refuse(self, bad: BadWish) -> None:
        """Show what is wrong beside its field."""
        for fault in bad.faults:
            field, words = FAULTS[fault]
            self.add_error(field if field in self.fields else None, str(words))


class FirmTokenForm(TokenForm):
    """A wish of staff: for all companies, or for some."""

    tenants = forms.CharField(
        label=gettext_lazy("会社をしぼる"),
        help_text=gettext_lazy("テナントの名前を空白で区切って。入れなければ、すべての会社です。"),
        required=False,
        max_length=7000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def names(self) -> frozenset[str]:
        """Of the tenants; nothing for all companies."""
        return frozenset(self.cleaned_data["tenants"].split())
