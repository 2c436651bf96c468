"""Whom to invite: as little as staff know, in whatever way they write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otasuke.jp.corporate import LENGTH, is_corporate_number
from otasuke.jp.writing import fold_width, is_katakana, katakana
from otasuke.web.contracts.models import Plan
from otasuke.web.customers.policy import LONGEST_KANA, LONGEST_NAME

NEW = "new"
_USUAL_COMPUTERS = 3


class InvitationForm(forms.Form):
    """A company, by its name or its number, and what else is known.

    is_new        the company is not there yet, and its reading has to be written.
    candidates    companies that may be meant: one of them has to be chosen, or a new one.
    """

    company = forms.CharField(
        label=gettext_lazy("会社の名前か、法人番号"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("法人番号は13桁です。貼りつけてかまいません。"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    chosen = forms.CharField(required=False)
    name = forms.CharField(label=gettext_lazy("会社の名前"), max_length=LONGEST_NAME, required=False)
    kana = forms.CharField(label=gettext_lazy("会社のよみ"), max_length=LONGEST_KANA, required=False)
    email = forms.EmailField(
        label=gettext_lazy("代表のメールアドレス"),
        required=False,
        help_text=gettext_lazy("なければ、紙やQRコードで渡せます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    person = forms.CharField(label=gettext_lazy("代表の名前"), max_length=60, required=False)
    plan = forms.ChoiceField(label=gettext_lazy("プラン"))
    endpoints = forms.IntegerField(
        label=gettext_lazy("パソコンのおよその台数"),
        min_value=1,
        max_value=9_999,
        required=False,
        help_text=gettext_lazy("お客様があとで決めます。"),
    )

    def __init__(self, plans: Sequence[Plan], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.plans = {str(one.id): one for one in plans}
        plan = self.fields["plan"]
        assert isinstance(plan, forms.ChoiceField)
        plan.choices = [(id, one.title) for id, one in self.plans.items()]
        plan.required = len(self.plans) > 1
        self.is_new = False
        self.candidates: Sequence[object] = ()

    def clean_company(self) -> str:
        """A number loses what stands around its digits."""
        said = fold_width(self.cleaned_data["company"]).strip()
        digits = "".join(said.upper().removeprefix("T").replace("-", "").split())
        if not digits.isdigit():
            return str(self.cleaned_data["company"]).strip()
        if not is_corporate_number(digits):
            words = _("法人番号が正しくありません。%(length)s桁の数字をもういちど見てください。")
            raise ValidationError(words % {"length": LENGTH})
        return digits

    def clean_kana(self) -> str:
        """Hiragana is as good."""
        return katakana(self.cleaned_data["kana"].strip())

    @property
    def number(self) -> str:
        """The corporate number that was written; "": it was a name."""
        said = str(self.cleaned_data.get("company", ""))
        return said if said.isdigit() else ""

    def names(self) -> tuple[str, str]:
        """Name and reading of a company that is to be opened; "" where it is not known."""
        name = self.cleaned_data["name"] or ("" if self.number else self.cleaned_data["company"])
        kana = self.cleaned_data["kana"] or (katakana(name) if is_katakana(katakana(name)) else "")
        return str(name), str(kana)

    def chosen_plan(self) -> Plan:
        """The plan, which is the only one if none was chosen."""
        return self.plans.get(self.cleaned_data["plan"]) or next(iter(self.plans.values()))

    def computers(self) -> int:
        """For how many a page begins to reckon."""
        plan = self.chosen_plan()
        return max(self.cleaned_data["endpoints"] or _USUAL_COMPUTERS, plan.from_endpoints)
